// The made-up shop: a job of the core that fills an empty desk.
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { rpc } from '../rpc.ts';
import { useJobs } from './jobs.ts';
import { useOrders } from './orders.ts';
import { useSession } from './session.ts';
import { useToasts } from './toasts.ts';

/** A shop month that can be read through. */
export const DEMO_ORDERS = 200;
const SEED = 1;

export const useDemo = defineStore('demo', () => {
  const jobs = useJobs();
  const toasts = useToasts();
  const session = useSession();
  const orders = useOrders();
  const isFilling = ref(false);

  async function fill(count: number): Promise<void> {
    isFilling.value = true;
    const started = await toasts.attempt(() => rpc('orders.demo', { orders: count, seed: SEED }));
    if (started !== undefined) {
      await jobs.ended(started.job);
      await toasts.attempt(() => session.load());
      await orders.open();
    }
    isFilling.value = false;
  }

  return { isFilling, fill };
});
