import type { ComponentProps, ReactElement } from 'react';
import { Auth, AuthMethod, convertLegacyAuthProps } from '@grafana/plugin-ui';
import type { AuthType } from '../../types';
import { selectors } from '../selectors';
import { GoogleFields } from './GoogleFields';
import { SecretField } from './SecretField';
import type { SecretsProps } from './section';

type CustomMethod = NonNullable<ComponentProps<typeof Auth>['customMethods']>[number];

function AwsKeys(props: SecretsProps) {
  return (
    <>
      <SecretField {...props} id={selectors.config.accessKey} name="accessKey" label="Access key ID" description="" />
      <SecretField
        {...props}
        id={selectors.config.secretKey}
        name="secretKey"
        label="Secret access key"
        description=""
      />
      <SecretField
        {...props}
        id={selectors.config.sessionToken}
        name="sessionToken"
        label="Session token"
        description="For temporary keys alone."
      />
    </>
  );
}

interface Method {
  readonly type: AuthType;
  readonly label: string;
  readonly description: string;
  readonly stores: readonly string[];
  fields(props: SecretsProps): ReactElement | null;
}

/** What the server does beyond Grafana's own proxy. */
const METHODS: readonly Method[] = [
  {
    type: 'keys',
    label: 'AWS keys',
    description: 'Requests are signed by the server with an access key',
    stores: ['s3'],
    fields: (props) => <AwsKeys {...props} />,
  },
  {
    type: 'default',
    label: 'AWS default',
    description: "What the server's machine has of AWS, where Grafana's configuration allows it",
    stores: ['s3'],
    fields: () => null,
  },
  {
    type: 'jwt',
    label: 'Google service account',
    description: 'Requests carry a token that the server gets with a JSON key',
    stores: ['http', 'index'],
    fields: (props) => <GoogleFields {...props} />,
  },
];

const idOf = (type: AuthType): CustomMethod['id'] => `custom-${type}`;

/**
 * How the store is told who asks. Catalogs are shared by all users, so nothing of a single user, neither identity nor cookie, is
 * ever forwarded.
 */
export function AuthSection(props: SecretsProps) {
  const { settings, readOnly, onChange } = props;
  const { authType, store } = settings.jsonData;
  const kind = store?.kind ?? '';
  const own = METHODS.filter(({ stores }) => stores.includes(kind));
  const customMethods = own.map(({ type, label, description, fields }): CustomMethod => {
    return { id: idOf(type), label, description, component: fields(props) ?? <></> };
  });
  const auth = convertLegacyAuthProps({ config: settings, onChange });
  const select = (method: AuthMethod | CustomMethod['id']): void => {
    const chosen = own.find(({ type }) => idOf(type) === method);
    onChange({
      ...settings,
      basicAuth: method === AuthMethod.BasicAuth,
      jsonData: { ...settings.jsonData, authType: chosen?.type },
    });
  };
  const grafanas = kind === 's3' ? [AuthMethod.NoAuth] : [AuthMethod.NoAuth, AuthMethod.BasicAuth];
  return (
    <Auth
      {...auth}
      customMethods={customMethods}
      visibleMethods={[...grafanas, ...customMethods.map(({ id }) => id)]}
      selectedMethod={authType === undefined ? auth.selectedMethod : idOf(authType)}
      onAuthMethodSelect={select}
      readOnly={readOnly}
    />
  );
}
