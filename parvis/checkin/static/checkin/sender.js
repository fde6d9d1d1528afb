// Sends what waits, in order and in batches; one page at a time. Nothing leaves the queue before the server has answered it.
import { count, enqueue, forget, waiting } from "./store.js";

const BATCH = 100;
const PATIENCE = 8_000;
const AGAIN = 5_000;

export class Refusal extends Error {}

// `headers()` proves who sends; `heard` gets (event, result), `stuck` gets why nothing goes, `counted` the number that waits.
export function makeSender(url, headers, { heard, stuck, counted }) {
    async function post(events) {
        const answer = await fetch(url, {
            method: "POST",
            headers: { "Content-Type": "application/json", Accept: "application/json", ...headers() },
            body: JSON.stringify({ events: events.map(({ tries, ...event }) => ({ ...event, offline: event.offline || tries > 0 })) }),
            signal: AbortSignal.timeout(PATIENCE),
            redirect: "error",
        });
        if (answer.ok) return (await answer.json()).results;
        const problem = await answer.json().catch(() => ({}));
        throw answer.status < 500 ? new Refusal(problem.code ?? String(answer.status)) : new Error(String(answer.status));
    }

    async function round() {
        const events = await waiting(BATCH);
        if (!events.length) return false;
        try {
            const results = await post(events);
            await forget(events.map((event) => event.id));
            const byId = new Map(results.map((result) => [result.id, result]));
            for (const event of events) heard(event, byId.get(event.id) ?? { id: event.id, verdict: "error" });
            return events.length === BATCH;
        } catch (error) {
            for (const event of events) await enqueue({ ...event, tries: event.tries + 1 });
            stuck(error instanceof Refusal ? error.message : "", events);
            return false;
        } finally {
            counted(await count());
        }
    }

    const alone = (act) => (navigator.locks ? navigator.locks.request("parvis-scan-send", act) : act());
    const flush = () =>
        alone(async () => {
            while (await round());
        });

    setInterval(async () => {
        if (await count()) flush();
    }, AGAIN);
    for (const name of ["online", "pageshow"]) addEventListener(name, flush);
    return { flush, send: async (event) => (await enqueue({ ...event, tries: 0 }), counted(await count()), flush()) };
}
