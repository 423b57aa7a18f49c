package org.mobilenet4j.report.papers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Network;

/**
 * A network whose weights the papers' authors published, with the figures that they give: the README files of {@code
 * tensorflow/models}, {@code research/slim/nets/mobilenet_v1.md} and {@code mobilenet/README.md}.
 *
 * @param kind what people call it, without width and resolution
 * @param series whose curve it is on
 * @param resolution both sides of the input, in pixels
 * @param top1 on ImageNet, 0 to 1
 * @param millionMultiplyAdds as published
 * @param millionParameters as published
 */
record PublishedNetwork(
        MobileNet base,
        String kind,
        String series,
        double width,
        int resolution,
        double top1,
        double millionMultiplyAdds,
        double millionParameters) {
    /** TensorFlow's networks tell a background from ImageNet's thousand classes. */
    private static final int CLASSES = 1001;

    /** A row for each resolution: million multiply-adds, top-1 in per cent. */
    private static final double[][] V1 = {
        {1.0, 4.24, 224, 569, 70.9, 192, 418, 70.0, 160, 291, 68.0, 128, 186, 65.2},
        {0.75, 2.59, 224, 317, 68.4, 192, 233, 67.2, 160, 162, 65.3, 128, 104, 62.1},
        {0.5, 1.34, 224, 150, 63.3, 192, 110, 61.7, 160, 77, 59.1, 128, 49, 56.3},
        {0.25, 0.47, 224, 41, 49.8, 192, 34, 47.7, 160, 21, 45.5, 128, 14, 41.5},
    };

    private static final double[][] V2 = {
        {1.4, 6.06, 224, 582, 75.0},
        {1.3, 5.34, 224, 509, 74.4},
        {1.0, 3.47, 224, 300, 71.8, 192, 221, 70.7, 160, 154, 68.8, 128, 99, 65.3, 96, 56, 60.3},
        {0.75, 2.61, 224, 209, 69.8, 192, 153, 68.7, 160, 107, 66.4, 128, 69, 63.2, 96, 39, 58.8},
        {0.5, 1.95, 224, 97, 65.4, 192, 71, 63.9, 160, 50, 61.0, 128, 32, 57.7, 96, 18, 51.2},
        {0.35, 1.66, 224, 59, 60.3, 192, 43, 58.2, 160, 30, 55.7, 128, 20, 50.8, 96, 11, 45.5},
    };

    /** All of them: the whole grids of V1 and V2, V3 at 224 pixels. */
    static List<PublishedNetwork> all() {
        List<PublishedNetwork> all = new ArrayList<>();
        add(all, MobileNet.HF_MOBILENET_V1, "V1", V1);
        add(all, MobileNet.HF_MOBILENET_V2, "V2", V2);
        all.add(v3(MobileNet.TF_MOBILENETV3_LARGE_100, "V3-Large", "V3", 1, 75.2, 217, 5.4));
        all.add(v3(MobileNet.TF_MOBILENETV3_LARGE_075, "V3-Large", "V3", 0.75, 73.3, 155, 4.0));
        all.add(v3(MobileNet.TF_MOBILENETV3_SMALL_100, "V3-Small", "V3", 1, 67.5, 66, 2.9));
        all.add(v3(MobileNet.TF_MOBILENETV3_SMALL_075, "V3-Small", "V3", 0.75, 65.4, 44, 2.4));
        all.add(v3(
                MobileNet.TF_MOBILENETV3_LARGE_MINIMAL_100,
                "V3-Large minimalistic",
                "V3 minimalistic",
                1,
                72.3,
                209,
                3.9));
        all.add(v3(
                MobileNet.TF_MOBILENETV3_SMALL_MINIMAL_100,
                "V3-Small minimalistic",
                "V3 minimalistic",
                1,
                61.9,
                65,
                2.0));
        return List.copyOf(all);
    }

    private static void add(List<PublishedNetwork> all, MobileNet base, String series, double[][] rows) {
        for (double[] row : rows) {
            for (int i = 2; i < row.length; i += 3) {
                all.add(new PublishedNetwork(
                        base, series, series, row[0], (int) row[i], row[i + 2] / 100, row[i + 1], row[1]));
            }
        }
    }

    private static PublishedNetwork v3(
            MobileNet base,
            String kind,
            String series,
            double width,
            double top1,
            double multiplyAdds,
            double parameters) {
        return new PublishedNetwork(base, kind, series, width, 224, top1 / 100, multiplyAdds, parameters);
    }

    Network network() {
        return base.build(options -> options.withWidth(width).withClasses(CLASSES));
    }

    String name() {
        return String.format(Locale.ROOT, "%s, width %s, %d px", kind, width == 1 ? "1.0" : width, resolution);
    }
}
