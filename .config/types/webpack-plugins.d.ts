// Types of the build's plugins that ship none.

declare module 'replace-in-file-webpack-plugin' {
  import type { Compiler } from 'webpack';

  interface Rule {
    search: string | RegExp;
    replace: string | ((match: string) => string);
  }

  interface Options {
    dir?: string;
    files?: string[];
    test?: RegExp | RegExp[];
    rules: Rule[];
  }

  class ReplaceInFileWebpackPlugin {
    constructor(options?: Options[]);
    apply(compiler: Compiler): void;
  }

  export default ReplaceInFileWebpackPlugin;
}

declare module 'webpack-livereload-plugin' {
  import type { Compiler } from 'webpack';

  class LiveReloadPlugin {
    constructor(options?: Record<string, unknown>);
    apply(compiler: Compiler): void;
  }

  export default LiveReloadPlugin;
}
