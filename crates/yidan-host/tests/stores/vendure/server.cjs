// A Vendure store on loopback with its data in memory, for tests: prints one line of JSON when it is ready, ends on SIGTERM or when its
// standard input closes. What buyers do in it is the business of those who started it.

const path = require('node:path');
const { bootstrap, mergeConfig, defaultConfig, dummyPaymentHandler, DefaultLogger, LogLevel, LanguageCode } = require('@vendure/core');
const { populate } = require('@vendure/core/cli');

const port = Number(process.env.PORT);
const listLimit = Number(process.env.LIST_LIMIT || 100);

const config = mergeConfig(defaultConfig, {
  apiOptions: { hostname: '127.0.0.1', port, adminListQueryLimit: listLimit, shopListQueryLimit: 100 },
  defaultLanguageCode: LanguageCode.en,
  authOptions: {
    tokenMethod: ['bearer', 'cookie', 'api-key'],
    requireVerification: false,
    superadminCredentials: { identifier: 'superadmin', password: 'superadmin' },
    cookieOptions: { secret: 'loopback' },
  },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  dbConnectionOptions: { type: 'sqljs', synchronize: true, autoSave: false },
  importExportOptions: { importAssetsDir: __dirname },
  logger: new DefaultLogger({ level: LogLevel.Error, timestamp: false }),
});

const payment = (name, settles) => ({
  name,
  handler: { code: 'dummy-payment-handler', arguments: [{ name: 'automaticSettle', value: String(settles) }] },
});

const shopData = {
  defaultLanguage: LanguageCode.en,
  defaultZone: 'Asia',
  countries: [{ code: 'CN', name: 'China', zone: 'Asia' }],
  taxRates: [{ name: 'Standard Tax', percentage: 0 }],
  shippingMethods: [{ name: 'Express', price: 800 }],
  paymentMethods: [payment('prepaid', true), payment('authorize', false)],
  collections: [],
};

async function main() {
  const app = await populate(() => bootstrap(config), shopData, path.join(__dirname, 'products.csv'));
  const end = () => app.close().finally(() => process.exit(0));
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.stdin.on('end', end).on('error', end).resume();
  console.log(JSON.stringify({ ready: true, port }));
}

main().catch((e) => {
  console.error(e);
  process.exit(1);
});
