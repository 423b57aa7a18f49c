"""Reference values for run-length masks and for COCO's measures of them, by pycocotools 2.0.11. Writes masks.json."""
import contextlib, io, json
import numpy as np
from pycocotools import mask as M
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

rng = np.random.default_rng(4)


def counts(rle):
    """The plain runs of a compressed mask."""
    flat = M.decode(rle).ravel(order="F")
    ends = np.flatnonzero(np.diff(flat)) + 1
    out = np.diff(np.concatenate([[0], ends, [flat.size]])).tolist()
    return ([0] if flat[0] else []) + out


def polygons():
    cases = []

    def add(name, w, h, shapes):
        rle = M.merge(M.frPyObjects(shapes, h, w))
        cases.append(dict(name=name, width=w, height=h, polygons=shapes, counts=rle["counts"].decode(),
                          runs=counts(rle), area=int(M.area(rle)), box=M.toBbox(rle).tolist()))

    r = lambda a: [round(float(v), 2) for v in a]
    add("square", 12, 10, [[2, 3, 8, 3, 8, 7, 2, 7]])
    add("halves", 12, 10, [[2.5, 3.5, 8.5, 3.5, 8.5, 7.5, 2.5, 7.5]])
    add("clockwise and back", 12, 10, [[2, 7, 8, 7, 8, 3, 2, 3]])
    add("whole image", 7, 5, [[0, 0, 7, 0, 7, 5, 0, 5]])
    add("a corner twice", 12, 10, [[2, 3, 2, 3, 8, 3, 8, 7, 8, 7, 2, 7]])
    add("without area", 12, 10, [[2, 3, 8, 3, 4, 3]])
    add("outside in part", 12, 10, [[-4, -3, 6, -3, 6, 5, -4, 5]])
    add("outside at the right and below", 12, 10, [[8, 6, 20, 6, 20, 18, 8, 18]])
    add("outside", 12, 10, [[20, 20, 30, 20, 30, 30]])
    add("a bow tie", 16, 16, [[1, 1, 14, 14, 14, 1, 1, 14]])
    add("two, overlapping", 20, 16, [[1, 1, 9, 2, 6, 11], [5, 3, 17, 5, 10, 14, 4, 9]])
    add("one column", 1, 9, [[0, 2, 1, 2, 1, 6, 0, 6]])
    add("one row", 9, 1, [[2, 0, 6, 0, 6, 1, 2, 1]])
    for i in range(16):
        w, h, n = int(rng.integers(3, 60)), int(rng.integers(3, 60)), int(rng.integers(3, 9))
        add(f"random {i}", w, h, [r((rng.uniform(-.2, 1.2, (n, 2)) * [w, h]).ravel()) for _ in range(int(rng.integers(1, 3)))])
    return cases


def noise():
    cases = []
    for w, h, p in ((1, 1, 0), (1, 1, 1), (5, 4, 0), (5, 4, 1), (9, 7, .5), (40, 30, .02), (30, 40, .97), (200, 300, 0.0001)):
        m = (rng.random((h, w)) < p).astype(np.uint8)
        rle = M.encode(np.asfortranarray(m))
        cases.append(dict(width=w, height=h, runs=counts(rle), counts=rle["counts"].decode(), area=int(M.area(rle)), box=M.toBbox(rle).tolist()))
    return cases


def measures():
    w, h = 120, 90
    images = [dict(id=i + 1, width=w, height=h) for i in range(6)]
    truths, found, k = [], [], 1

    def ellipse(cx, cy, a, b):
        y, x = np.mgrid[:h, :w]
        return M.encode(np.asfortranarray((((x - cx) / a) ** 2 + ((y - cy) / b) ** 2 <= 1).astype(np.uint8)))

    text = lambda rle: dict(size=[h, w], counts=rle["counts"].decode())
    for im in images:
        for _ in range(int(rng.integers(1, 5))):
            cx, cy, a, b = rng.uniform(20, w - 20), rng.uniform(20, h - 20), rng.uniform(5, 40), rng.uniform(5, 40)
            rle = ellipse(cx, cy, a, b)
            truths.append(dict(id=k, image_id=im["id"], category_id=int(rng.integers(1, 3)), segmentation=text(rle), area=int(M.area(rle)),
                               bbox=M.toBbox(rle).tolist(), iscrowd=int(rng.random() < .15)))
            for _ in range(int(rng.integers(0, 3))):
                j = rng.normal(0, .12, 4)
                rle = ellipse(cx + j[0] * a, cy + j[1] * b, a * (1 + j[2]), b * (1 + j[3]))
                found.append(dict(image_id=im["id"], category_id=truths[-1]["category_id"], segmentation=text(rle), score=round(float(rng.random()), 1)))
            k += 1
    with contextlib.redirect_stdout(io.StringIO()):
        api = COCO()
        api.dataset = dict(images=images, categories=[dict(id=1), dict(id=2)], annotations=json.loads(json.dumps(truths)))
        api.createIndex()
        e = COCOeval(api, api.loadRes(json.loads(json.dumps(found))), "segm")
        e.evaluate(); e.accumulate(); e.summarize()
    pairs = [dict(found=f, truth=t, iou=float(M.iou([found[f]["segmentation"]], [truths[t]["segmentation"]], [truths[t]["iscrowd"]])[0, 0]))
             for f in range(6) for t in range(6)]
    return dict(width=w, height=h, truths=truths, detections=found, stats=list(map(float, e.stats)), iou=pairs)


with open("masks.json", "w") as f:
    json.dump(dict(polygons=polygons(), noise=noise(), measures=measures()), f, separators=(",", ":"))
    f.write("\n")
