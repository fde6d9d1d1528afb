{% load static %}// Reads QR codes in pictures, in a worker: {id, image} in, {id, text} out.
import { prepareZXingModule, readBarcodes } from "{% static 'vendor/zxing/reader/index.js' %}";

const WASM = "{% static 'vendor/zxing/zxing_reader.wasm' %}";
const HOW = { formats: ["QRCode"], tryInvert: true, tryDownscale: true, tryHarder: true, maxNumberOfSymbols: 1 };

const ready = prepareZXingModule({
    overrides: { locateFile: (path, prefix) => (path.endsWith(".wasm") ? WASM : prefix + path) },
    fireImmediately: true,
});
ready.then(() => postMessage({ ready: true }));

onmessage = async ({ data }) => {
    await ready;
    const [found] = await readBarcodes(data.image, HOW);
    postMessage({ id: data.id, text: found?.text ?? "" });
};
