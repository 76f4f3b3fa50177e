// Figures of the grid on a large list, printed, not judged: `npm run bench`, size by YIDAN_BENCH_ORDERS.
import config from './playwright.config.ts';

export default { ...config, testMatch: '*.bench.ts', timeout: 1_800_000 };
