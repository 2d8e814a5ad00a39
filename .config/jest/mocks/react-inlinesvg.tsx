// The real component fetches the file. Tests only need to know which icon stands there.

type Callback = (...args: unknown[]) => void;

interface StorageItem {
  content: string;
  queue: Callback[];
  status: string;
}

export const cacheStore: Record<string, StorageItem> = Object.create(null);

const SVG_FILE_NAME = /(.+)\/(.+)\.svg$/;

const InlineSVG = ({ src }: { src: string }) => {
  const id = SVG_FILE_NAME.exec(src)?.[2];
  return <svg id={id} data-testid={id} data-src={src} />;
};

export default InlineSVG;
