/* The page of the server: asks it what its models see in an image. Runs as it is, from this server's own files alone. */

/** Objects are asked for from here on; the slider leaves out those below its own score without asking again. */
const LEAST_SCORE = 0.05;
/** What the network's outputs mean: whom to ask, how, and who shows the answer. */
const TASKS = {
    classification: { words: 'Classification', route: 'classify', query: () => ({ top: 5 }), show: showPredictions },
    detection: { words: 'Detection', route: 'detect', query: () => ({ min_score: LEAST_SCORE }), show: showObjects },
    segmentation: { words: 'Segmentation', route: 'segment', query: () => ({}), show: showClasses },
    features: { words: 'Features', route: 'embed', query: () => ({}), show: showEmbedding },
};
const BOX_COLORS = 6;
/** Images whose longer side is below this are magnified. */
const SMALL_PIXELS = 240;
const LOADING_POLL_MILLIS = 1000;
/** The members of run.json that are shares of one and read better as percent. */
const SHARES = new Set(['top1', 'ap', 'miou']);
const LONG_TEXT = 160;
const BACKGROUND = /^_*background_*$/i;

const $ = (id) => document.getElementById(id);

let models = [];
let model = null;
let file = null;
let imageUrl = null;
let explanationUrl = null;
let pending = null;
let explaining = null;
let earlierEmbedding = null;
let camera = null;

// ---- Pieces of the page ----

/** An element; what has a hyphen in its name, such as aria-label, is set as an attribute. */
function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
        if (name.includes('-') || name === 'role') {
            element.setAttribute(name, value);
        } else {
            element[name] = value;
        }
    }
    element.append(...children);
    return element;
}

function percent(share) {
    const figure = 100 * share;
    if (figure > 0 && figure < 0.1) {
        return '< 0.1 %';
    }
    return figure.toFixed(1) + ' %';
}

function wholePercent(share) {
    return Math.round(100 * share) + ' %';
}

function millis(value) {
    return (value < 10 ? value.toFixed(1) : Math.round(value).toString()) + ' ms';
}

function counted(count, one, many) {
    return count.toLocaleString('en') + ' ' + (count === 1 ? one : many);
}

function say(sentence) {
    $('status').textContent = sentence;
}

function showError(sentence) {
    $('error').textContent = sentence;
    $('error').hidden = sentence === '';
}

// ---- Asking the server ----

/** The server's refusal, or its silence, as a sentence for a person. */
class Refusal extends Error {}

function refusal(status, said) {
    const sentence = said === '' || /[.!?]$/.test(said) ? said : said + '.';
    if (status === 503 || status === 429) {
        return new Refusal(`The server cannot take the image now: ${sentence} Try again in a moment.`);
    }
    if (status === 413) {
        return new Refusal(`The image is too large for this server: ${sentence}`);
    }
    if (status === 504 || status === 408) {
        return new Refusal(`It took too long: ${sentence}`);
    }
    return new Refusal(`The server answered ${status}: ${sentence}`);
}

async function ask(path, options) {
    let response;
    try {
        response = await fetch(path, options);
    } catch (cause) {
        if (cause.name === 'AbortError') {
            throw cause;
        }
        throw new Refusal('The server does not answer, or broke off. Is it still running?');
    }
    if (!response.ok) {
        let said = response.statusText;
        try {
            said = (await response.json()).error ?? said;
        } catch {
            // An answer that is not the server's own, of a proxy say: its status must do.
        }
        throw refusal(response.status, String(said));
    }
    return response;
}

function pathOf(route, query) {
    return route + '?' + new URLSearchParams({ model: model.name, ...query });
}

/** Server-Timing's phases in milliseconds, by name. */
function phasesOf(header) {
    const phases = new Map();
    for (const part of (header ?? '').split(',')) {
        const [name, ...parameters] = part.split(';').map((text) => text.trim());
        const duration = parameters.find((text) => text.startsWith('dur='));
        if (duration !== undefined && Number.isFinite(Number(duration.slice(4)))) {
            phases.set(name, Number(duration.slice(4)));
        }
    }
    return phases;
}

async function askAboutImage() {
    pending?.abort();
    explaining?.abort();
    if (file === null || model === null || !(model.task in TASKS)) {
        return;
    }
    const mine = new AbortController();
    pending = mine;
    const task = TASKS[model.task];
    showError('');
    clearOverlays();
    showImage();
    showCurl(task.query());
    $('waiting').hidden = false;
    $('answer').hidden = false;
    $('desk').classList.add('answered');
    $('answer').setAttribute('aria-busy', 'true');
    $('result').inert = true;
    say('The server is working.');
    try {
        const begun = performance.now();
        const response = await ask(pathOf(task.route, task.query()), { method: 'POST', body: file, signal: mine.signal });
        const answer = await response.json();
        const roundTrip = performance.now() - begun;
        task.show(answer);
        showTimes(phasesOf(response.headers.get('Server-Timing')), roundTrip);
    } catch (cause) {
        if (cause.name === 'AbortError') {
            return;
        }
        say('');
        $('result').replaceChildren();
        $('times').hidden = true;
        showError(cause instanceof Refusal ? cause.message : 'The server\'s answer cannot be read: ' + cause.message);
    } finally {
        if (pending === mine) {
            $('waiting').hidden = true;
            $('answer').removeAttribute('aria-busy');
            $('result').inert = false;
        }
    }
}

/** Takes away what belongs to the image before; its answer stays, paler, until the next one is there. */
function clearOverlays() {
    $('mask').hidden = true;
    $('boxes').hidden = true;
    $('boxes').replaceChildren();
    dropExplanation();
    showCaption('');
}

// ---- The image ----

function take(chosen) {
    if (chosen === null || chosen === undefined) {
        return;
    }
    file = chosen;
    if (imageUrl !== null) {
        URL.revokeObjectURL(imageUrl);
    }
    imageUrl = URL.createObjectURL(file);
    askAboutImage();
}

function showImage() {
    const image = $('image');
    $('canvas').hidden = false;
    $('canvas').className = 'canvas';
    $('canvas').style.aspectRatio = '';
    image.alt = file.name === '' ? 'The image' : 'The image ' + file.name;
    image.src = imageUrl;
}

function showCaption(sentence, ...more) {
    $('caption').replaceChildren(sentence, ...more);
    $('caption').hidden = sentence === '';
}

/**
 * Lays what an answer says over the image: it is measured in the pixels that the model sees, which a camera's tag for
 * rotation may turn, and the browser may not be able to show the file at all (TIFF, say).
 */
async function matchImage(answer) {
    const image = $('image');
    const shown = imageUrl;
    try {
        await image.decode();
    } catch {
        if (imageUrl === shown && image.naturalWidth === 0) {
            $('canvas').classList.add('blank');
            $('canvas').style.aspectRatio = `${answer.width} / ${answer.height}`;
        }
        return;
    }
    if (imageUrl !== shown) {
        return;
    }
    const isTurned = image.naturalWidth !== image.naturalHeight
        && image.naturalWidth === answer.height && image.naturalHeight === answer.width;
    $('canvas').classList.toggle('as-stored', isTurned);
}

$('image').addEventListener('load', () => {
    const image = $('image');
    $('canvas').classList.toggle(
        'small', explanationUrl === null && Math.max(image.naturalWidth, image.naturalHeight) < SMALL_PIXELS);
});
$('image').addEventListener('error', () => {
    if ($('image').src === imageUrl) {
        $('canvas').classList.add('blank');
        showCaption('This browser cannot show the file; the server may well be able to read it.');
    }
});

// ---- Classification ----

function showPredictions(answer) {
    const bars = answer.predictions.map((prediction) => {
        const filled = make('span', { className: 'filled' });
        filled.style.setProperty('--share', 100 * Math.min(1, Math.max(0, prediction.probability)) + '%');
        const bar = make(
            'button',
            { type: 'button', className: 'bar', title: 'Show what speaks for it', 'aria-pressed': 'false' },
            make('span', { className: 'name' }, prediction.label),
            make('span', { className: 'track', 'aria-hidden': 'true' }, filled),
            make('span', { className: 'figure' }, percent(prediction.probability)));
        bar.addEventListener('click', () => explain(bar, prediction));
        return make('li', {}, bar);
    });
    const list = make('ol', { className: 'bars', 'aria-label': 'The likeliest classes' }, ...bars);
    $('result').replaceChildren(
        make('h2', {}, 'What is in it'),
        list,
        make('p', { className: 'note' }, 'Choose a class to see what in the image speaks for it.'));
    const best = answer.predictions[0];
    say(best === undefined ? 'The server named no class.' : `${best.label}, ${percent(best.probability)}.`);
}

async function explain(bar, prediction) {
    explaining?.abort();
    const wasShown = bar.getAttribute('aria-pressed') === 'true';
    backToImage();
    if (wasShown) {
        say('The image.');
        return;
    }
    const mine = new AbortController();
    explaining = mine;
    bar.setAttribute('aria-pressed', 'true');
    bar.setAttribute('aria-busy', 'true');
    showError('');
    try {
        const response = await ask(
            pathOf('explain', { index: prediction.index }), { method: 'POST', body: file, signal: mine.signal });
        explanationUrl = URL.createObjectURL(await response.blob());
        $('canvas').className = 'canvas explained';
        $('image').src = explanationUrl;
        $('image').alt = 'What speaks for ' + prediction.label;
        const back = make('button', { type: 'button' }, 'Back to the image');
        back.addEventListener('click', () => {
            backToImage();
            bar.focus();
        });
        showCaption('In colour, what speaks for ', make('strong', {}, prediction.label), ' in the part that the network sees. ', back);
        say(`The image shows what speaks for ${prediction.label}.`);
    } catch (cause) {
        if (cause.name !== 'AbortError') {
            bar.setAttribute('aria-pressed', 'false');
            showError(cause.message);
        }
    } finally {
        bar.removeAttribute('aria-busy');
    }
}

function backToImage() {
    for (const bar of document.querySelectorAll('.bar')) {
        bar.setAttribute('aria-pressed', 'false');
    }
    if (explanationUrl !== null) {
        dropExplanation();
        showImage();
    }
    showCaption('');
}

function dropExplanation() {
    if (explanationUrl !== null) {
        URL.revokeObjectURL(explanationUrl);
        explanationUrl = null;
    }
}

// ---- Detection ----

function slider(words, value, least, most, shown, changed) {
    const figure = make('span', { className: 'figure', 'aria-hidden': 'true' }, shown(value));
    const input = make('input', { type: 'range', min: least, max: most, step: 0.01, value, 'aria-valuetext': shown(value) });
    input.addEventListener('input', () => {
        figure.textContent = shown(Number(input.value));
        input.setAttribute('aria-valuetext', figure.textContent);
        changed(Number(input.value));
    });
    return make('label', { className: 'slider' }, make('span', {}, words, figure), input);
}

function showObjects(answer) {
    matchImage(answer);
    const colors = new Map();
    const boxes = [];
    const lines = [];
    for (const object of answer.objects) {
        if (!colors.has(object.index)) {
            colors.set(object.index, 'class-' + (colors.size % BOX_COLORS));
        }
        const color = colors.get(object.index);
        const box = make('div', { className: 'box ' + color }, make('span', {}, object.label + ' ' + percent(object.score)));
        box.style.setProperty('--left', 100 * object.left / answer.width + '%');
        box.style.setProperty('--top', 100 * object.top / answer.height + '%');
        box.style.setProperty('--width', 100 * object.width / answer.width + '%');
        box.style.setProperty('--height', 100 * object.height / answer.height + '%');
        if (object.left + object.width / 2 > answer.width / 2) {
            // So that its name is not cut off at the image's edge.
            box.classList.add('on-the-right');
        }
        const place = `${Math.round(object.width)} × ${Math.round(object.height)} at ${Math.round(object.left)}, ${Math.round(object.top)}`;
        const line = make(
            'li',
            {},
            make('span', { className: 'swatch ' + color, 'aria-hidden': 'true' }),
            make('span', { className: 'name' }, object.label, make('small', {}, place)),
            make('span', { className: 'figure' }, percent(object.score)));
        line.addEventListener('pointerenter', () => box.classList.add('pointed'));
        line.addEventListener('pointerleave', () => box.classList.remove('pointed'));
        boxes.push(box);
        lines.push(line);
    }
    // The surest box lies on top.
    $('boxes').replaceChildren(...boxes.toReversed());
    $('boxes').hidden = false;
    $('boxes').setAttribute('aria-hidden', 'true');

    const count = make('p', { className: 'note' });
    const list = make('ul', { className: 'found', tabIndex: 0, 'aria-label': 'Objects, the surest first' }, ...lines);
    function filter(score) {
        let shown = 0;
        answer.objects.forEach((object, k) => {
            const isShown = object.score > score;
            boxes[k].hidden = !isShown;
            lines[k].hidden = !isShown;
            shown += isShown ? 1 : 0;
        });
        list.hidden = shown === 0;
        count.textContent = counted(shown, 'object', 'objects') + `, ${answer.objects.length - shown} below the score.`;
        say(counted(shown, 'object', 'objects') + '.');
        showCurl({ min_score: score });
    }
    $('result').replaceChildren(
        make('h2', {}, 'What is in it'), slider('Least score', 0.5, LEAST_SCORE, 0.99, wholePercent, filter), count, list);
    filter(0.5);
}

// ---- Segmentation ----

async function showClasses(answer) {
    matchImage(answer);
    const shown = new Set();
    let whole = null;
    const lines = answer.classes.map((found) => {
        const isBackground = BACKGROUND.test(found.label);
        if (!isBackground) {
            shown.add(found.color.toLowerCase());
        }
        const swatch = make('span', { className: 'swatch', 'aria-hidden': 'true' });
        swatch.style.setProperty('--color', found.color);
        const box = make('input', { type: 'checkbox', checked: !isBackground });
        box.addEventListener('change', () => {
            if (box.checked) {
                shown.add(found.color.toLowerCase());
            } else {
                shown.delete(found.color.toLowerCase());
            }
            draw();
        });
        return make(
            'li',
            {},
            make(
                'label',
                {},
                box,
                make('span', { className: 'name' }, swatch, found.label),
                make('span', { className: 'figure' }, percent(found.share))));
    });
    const mask = $('mask');
    const opacity = slider('Opacity of the mask', 0.6, 0, 1, wholePercent, (value) => (mask.style.opacity = value));
    $('result').replaceChildren(
        make('h2', {}, 'What is where'),
        opacity,
        make('ul', { className: 'found', tabIndex: 0, 'aria-label': 'Classes by their share of the image' }, ...lines));
    mask.style.opacity = 0.6;
    const things = answer.classes.filter((found) => !BACKGROUND.test(found.label));
    say(things.length === 0
        ? 'Nothing but background.'
        : things.map((found) => `${found.label}, ${percent(found.share)}`).join('; ') + '.');

    const request = pending;
    const picture = new Image();
    picture.src = 'data:image/png;base64,' + answer.mask;
    try {
        await picture.decode();
    } catch {
        showError('The mask that the server sent cannot be read.');
        return;
    }
    if (pending !== request) {
        return;
    }
    mask.width = picture.naturalWidth;
    mask.height = picture.naturalHeight;
    const context = mask.getContext('2d', { willReadFrequently: true });
    context.drawImage(picture, 0, 0);
    whole = context.getImageData(0, 0, mask.width, mask.height);
    draw();
    mask.hidden = false;

    function draw() {
        if (whole === null) {
            return;
        }
        const colors = new Set([...shown].map((color) => Number.parseInt(color.slice(1), 16)));
        const part = new ImageData(new Uint8ClampedArray(whole.data), mask.width, mask.height);
        for (let k = 0; k < part.data.length; k += 4) {
            const color = (part.data[k] << 16) | (part.data[k + 1] << 8) | part.data[k + 2];
            part.data[k + 3] = colors.has(color) ? 255 : 0;
        }
        mask.getContext('2d').putImageData(part, 0, 0);
    }
}

// ---- Features ----

function cosine(a, b) {
    let dot = 0;
    let aSquared = 0;
    let bSquared = 0;
    for (let k = 0; k < a.length; k++) {
        dot += a[k] * b[k];
        aSquared += a[k] * a[k];
        bSquared += b[k] * b[k];
    }
    return dot / Math.sqrt(aSquared * bSquared);
}

function showEmbedding(answer) {
    const values = answer.embedding;
    const most = values.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0);
    const strip = make('canvas', {
        className: 'embedding', width: values.length, height: 90, role: 'img', 'aria-label': `The ${values.length} numbers as columns`,
    });
    $('result').replaceChildren(
        make('h2', {}, 'The image as numbers'),
        strip,
        make('p', { className: 'note' }, `${values.length} numbers, from ${Math.min(...values).toPrecision(3)} to ${Math.max(...values).toPrecision(3)}.`));
    const context = strip.getContext('2d');
    context.fillStyle = getComputedStyle(strip).color;
    const isSigned = values.some((value) => value < 0);
    values.forEach((value, k) => {
        const height = most === 0 ? 0 : value / most * (isSigned ? 45 : 90);
        context.fillRect(k, isSigned ? 45 : 90, 1, -height);
    });
    if (earlierEmbedding !== null && earlierEmbedding.model === model.name && earlierEmbedding.values.length === values.length) {
        $('result').append(make('p', {}, `Cosine similarity to the image before: ${cosine(values, earlierEmbedding.values).toFixed(3)}`));
    }
    earlierEmbedding = { model: model.name, values };
    say(`${values.length} numbers.`);
}

// ---- Time and the request ----

function showTimes(phases, roundTrip) {
    const total = phases.get('total');
    const named = ['queue', 'decode', 'network'].filter((name) => phases.has(name)).map((name) => [name, phases.get(name)]);
    if (total !== undefined) {
        named.push(['other', Math.max(0, total - named.reduce((sum, [, duration]) => sum + duration, 0))]);
        named.push(['transfer', Math.max(0, roundTrip - total)]);
    }
    const all = [...named, ['round trip', roundTrip]];
    $('phases').replaceChildren(...named.map(([name, duration]) => {
        const part = make('span', { className: 'phase-' + name });
        part.style.setProperty('--part', duration);
        return part;
    }));
    $('phases').hidden = named.length === 0;
    $('durations').replaceChildren(...all.map(([name, duration]) => {
        const term = make('dt', {}, name);
        if (name !== 'round trip') {
            term.prepend(make('span', { className: 'swatch phase-' + name, 'aria-hidden': 'true' }));
        }
        return make('div', {}, term, make('dd', {}, millis(duration)));
    }));
    $('times').hidden = false;
}

function quoted(text) {
    return /^[\w@%+=:,./-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\\''") + "'";
}

function showCurl(query) {
    const address = new URL(pathOf(TASKS[model.task].route, query), document.baseURI);
    address.hash = '';
    $('curl').textContent = `curl --data-binary ${quoted('@' + (file.name || 'image.png'))} ${quoted(address.href)}`;
    $('copy').textContent = 'Copy';
    $('request').hidden = false;
}

$('copy').addEventListener('click', async () => {
    try {
        await navigator.clipboard.writeText($('curl').textContent);
        $('copy').textContent = 'Copied';
        say('Copied.');
    } catch {
        // Without https a page may not write to the clipboard; the person can.
        getSelection().selectAllChildren($('curl'));
        say('The command is selected: copy it with your keyboard.');
    }
});

// ---- The model and its card ----

function keyFigure(name, value, more) {
    const figure = make(
        'div', { className: 'key-figure' }, make('span', { className: 'name' }, name), make('span', { className: 'value' }, value));
    if (more !== undefined) {
        figure.append(make('span', { className: 'more' }, more));
    }
    return figure;
}

function runValue(name, value) {
    if (typeof value === 'number') {
        const digits = Number.isInteger(value) ? {} : { maximumSignificantDigits: 6 };
        return SHARES.has(name) ? (100 * value).toFixed(2) + ' %' : value.toLocaleString('en', digits);
    }
    if (name === 'finished' && !Number.isNaN(Date.parse(value))) {
        return make('time', { dateTime: value }, new Date(value).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' }));
    }
    if (Array.isArray(value) && value.every((member) => typeof member !== 'object')) {
        return value.length === 0 ? 'none' : value.join(', ');
    }
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (text.length <= LONG_TEXT) {
        return text;
    }
    return make('details', {}, make('summary', {}, text.slice(0, LONG_TEXT / 2) + ' …'), text);
}

function showCard() {
    const labels = model.labels ?? [];
    const others = (model.versions ?? []).filter((version) => version !== model.version);
    // A model that is not loaded yet has less to say of itself.
    const figures = [
        ['Task', TASKS[model.task]?.words ?? model.task],
        ['Network', model.network],
        ['Input', model.input && `${model.input.width} × ${model.input.height}`, 'pixels'],
        ['Parameters', model.parameters?.toLocaleString('en')],
        ['Classes', labels.length > 0 ? labels.length.toLocaleString('en') : undefined],
        ['Version', model.version, others.length > 0 ? 'also ' + others.join(', ') : undefined],
    ];
    $('key-figures').replaceChildren(...figures.filter(([, value]) => value).map((figure) => keyFigure(...figure)));
    $('card-title').textContent = 'The model ' + model.name;

    $('classes').hidden = labels.length === 0;
    $('filter').value = '';
    filterLabels();

    const members = Object.entries(model.run ?? {});
    $('run').hidden = members.length === 0;
    $('run-members').replaceChildren(...members.map(([name, value]) => make(
        'tr', {}, make('th', { scope: 'row' }, name.replaceAll('_', ' ')), make('td', {}, runValue(name, value)))));
    $('card').hidden = false;
}

function filterLabels() {
    const labels = model.labels ?? [];
    const wanted = $('filter').value.trim().toLowerCase();
    const found = labels.map((label, index) => ({ label, index })).filter(({ label }) => label.toLowerCase().includes(wanted));
    $('labels').replaceChildren(...found.map(({ label, index }) => make('li', {}, make('span', {}, String(index)), label)));
    $('labels').hidden = found.length === 0;
    $('filter-count').textContent = wanted === ''
        ? counted(labels.length, 'class', 'classes')
        : `${found.length} of ${counted(labels.length, 'class', 'classes')}`;
}

$('filter').addEventListener('input', filterLabels);

function choose(name) {
    model = models.find((candidate) => candidate.name === name) ?? models[0];
    $('model').value = model.name;
    $('title').textContent = model.name;
    document.title = model.name + ' - mobilenet4j';
    showCard();
    showState();
    if (model.state === 'ready') {
        askAboutImage();
    }
}

function showState() {
    const isReady = model.state === 'ready';
    $('desk').hidden = !isReady;
    $('subtitle').textContent = isReady
        ? `${TASKS[model.task]?.words ?? model.task} with ${model.network}`
        : model.state === 'loading' ? 'The server is still loading this model.' : 'The server could not load this model.';
}

$('model').addEventListener('change', () => {
    history.replaceState(null, '', '#' + $('model').value);
    choose($('model').value);
});
addEventListener('hashchange', () => {
    if (models.length > 0) {
        choose(location.hash.slice(1));
    }
});

async function start() {
    try {
        models = (await (await ask('models')).json()).models;
    } catch (cause) {
        $('subtitle').textContent = 'No model to try.';
        showError(cause.message);
        return;
    }
    if (models.length === 0) {
        $('subtitle').textContent = 'The server has no model yet.';
        return;
    }
    $('chooser').hidden = models.length === 1;
    $('model').replaceChildren(...models.map(({ name, state }) => make(
        'option', { value: name }, state === 'ready' ? name : `${name} (${state})`)));
    choose(location.hash.slice(1));
    whileLoading();
}

/** Looks after the models that are still loading until there is none. */
async function whileLoading() {
    while (models.some(({ state }) => state === 'loading')) {
        await new Promise((resolve) => setTimeout(resolve, LOADING_POLL_MILLIS));
        let now;
        try {
            now = (await (await ask('models')).json()).models;
        } catch {
            continue;
        }
        const wasReady = model.state === 'ready';
        models = now;
        for (const option of $('model').options) {
            const state = models.find(({ name }) => name === option.value)?.state ?? 'unavailable';
            option.textContent = state === 'ready' ? option.value : `${option.value} (${state})`;
        }
        model = models.find(({ name }) => name === model.name) ?? model;
        if (!wasReady) {
            choose(model.name);
        }
    }
}

// ---- Ways to give an image ----

$('file').addEventListener('change', () => {
    take($('file').files[0]);
    // So that the same file can be chosen again.
    $('file').value = '';
});

function hasFiles(event) {
    return event.dataTransfer?.types.includes('Files') ?? false;
}

addEventListener('dragover', (event) => {
    if (hasFiles(event)) {
        event.preventDefault();
        document.body.classList.add('dragging');
    }
});
addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) {
        document.body.classList.remove('dragging');
    }
});
addEventListener('drop', (event) => {
    document.body.classList.remove('dragging');
    if (hasFiles(event)) {
        event.preventDefault();
        take(event.dataTransfer.files[0]);
    }
});
addEventListener('paste', (event) => {
    const pasted = event.clipboardData?.files[0];
    if (pasted !== undefined) {
        event.preventDefault();
        take(pasted);
    }
});

// A browser gives a camera to pages over https and of this machine alone.
$('camera').hidden = navigator.mediaDevices?.getUserMedia === undefined;
$('camera').addEventListener('click', async () => {
    showError('');
    try {
        camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    } catch (cause) {
        showError(cause.name === 'NotAllowedError'
            ? 'The browser does not let this page use the camera; allow it beside the address.'
            : 'No camera was found.');
        return;
    }
    $('video').srcObject = camera;
    $('viewfinder').showModal();
});
$('viewfinder').addEventListener('close', () => {
    camera?.getTracks().forEach((track) => track.stop());
    camera = null;
    $('video').srcObject = null;
});
$('shut').addEventListener('click', () => $('viewfinder').close());
$('shoot').addEventListener('click', () => {
    const video = $('video');
    if (video.videoWidth === 0) {
        return;
    }
    const frame = make('canvas', { width: video.videoWidth, height: video.videoHeight });
    frame.getContext('2d').drawImage(video, 0, 0);
    frame.toBlob((blob) => {
        $('viewfinder').close();
        take(new File([blob], 'camera.jpg', { type: 'image/jpeg' }));
    }, 'image/jpeg', 0.95);
});

start();
