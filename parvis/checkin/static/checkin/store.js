// What this phone must not lose: its secret, its counter, and the scans the server has not answered. Written strictly to disk.
import { openDB } from "../vendor/idb.js";

const STRICT = { durability: "strict" };
const opened = openDB("parvis-scan", 1, {
    upgrade(db) {
        db.createObjectStore("queue", { keyPath: "id" });
        db.createObjectStore("kept");
    },
});

async function write(store, act) {
    const transaction = (await opened).transaction(store, "readwrite", STRICT);
    const answer = await act(transaction.store);
    await transaction.done;
    return answer;
}

export const keep = (name, value) => write("kept", (store) => store.put(value, name));
export const kept = async (name) => (await opened).get("kept", name);
export const enqueue = (event) => write("queue", (store) => store.put(event));
export const forget = (ids) => write("queue", (store) => Promise.all(ids.map((id) => store.delete(id))));
export const count = async () => (await opened).count("queue");

// In the order they were made.
export async function waiting(most) {
    const all = await (await opened).getAll("queue");
    return all.sort((one, other) => one.sequence - other.sequence).slice(0, most);
}

export const nextSequence = () =>
    write("kept", async (store) => {
        const number = ((await store.get("sequence")) ?? 0) + 1;
        await store.put(number, "sequence");
        return number;
    });
