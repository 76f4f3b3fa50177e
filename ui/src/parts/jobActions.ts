// What a person can do with a job that ended, by its kind, and how its end looks. Running jobs have their own buttons in `JobLine`.
import { saveFile } from '../rpc.ts';
import { router } from '../router.ts';
import type { CancelReply, ImportResult, IssueReply, JobView, PdfResult, PrintResult } from '../gen/types.ts';
import { useReports } from '../stores/reports.ts';
import { useToasts } from '../stores/toasts.ts';
import type { Action } from '../stores/toasts.ts';
import { t } from '../words.ts';

export function toneOf(job: JobView): 'done' | 'look' | 'stop' | 'doing' | 'rest' {
  if (job.state === 'failed') return 'stop';
  if (job.state === 'partly' || job.state === 'interrupted') return 'look';
  if (job.state === 'done') return 'done';
  return job.state === 'running' ? 'doing' : 'rest';
}

/** How many rows of an import want a look. */
export function problemsOf(job: JobView): number {
  const result = job.kind === 'import' ? (job.result as ImportResult | null) : null;
  return (result?.files ?? []).reduce(
    (sum, file) => sum + file.rejected_total + file.orders_flagged + (file.error === null ? 0 : 1),
    0,
  );
}

export function actionsOf(job: JobView): Action[] {
  const toasts = useToasts();
  const reports = useReports();
  const out: Action[] = [];
  const { file } = job;
  if (file !== null) out.push({ label: t('ui.job.save'), run: () => toasts.attempt(() => saveFile(file.handle)) });
  if (problemsOf(job) > 0) out.push({ label: t('ui.job.problems'), run: () => reports.showImport(job) });
  if (job.kind === 'labels_pdf' && ((job.result as PdfResult | null)?.skipped.length ?? 0) > 0) {
    out.push({ label: t('ui.job.skipped'), run: () => reports.showSkipped((job.result as PdfResult).skipped) });
  }
  if (job.kind === 'waybills' || job.kind === 'waybills_cancel') {
    const results = (job.result as IssueReply | CancelReply | null)?.results ?? [];
    const failed = results.filter((each) => !['issued', 'already', 'cancelled'].includes(each.state));
    const rows = failed.map((each) => ({ order_no: each.order_no, reason: each.state, text: each.text }));
    if (rows.length > 0) out.push({ label: t('ui.job.failed_list'), run: () => reports.showSkipped(rows) });
  }
  if (job.kind === 'print') {
    const result = job.result as PrintResult | null;
    if (result !== null) {
      out.push({
        label: t('ui.job.batch'),
        run: () => router.push({ name: 'prints', query: { batch: result.batch_id } }),
      });
      if (result.skipped.length > 0)
        out.push({ label: t('ui.job.skipped'), run: () => reports.showSkipped(result.skipped) });
    }
  }
  return out;
}
