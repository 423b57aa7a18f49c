package org.mobilenet4j.training.network;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.mobilenet4j.GoldenDigest;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.parameters.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A case of {@code goldens/training.json}: what PyTorch in float64 computes, and how near one must come. */
public record TrainingGolden(MobileNet variant, Network network, JsonNode json) {
    /** All cases. */
    public static Stream<TrainingGolden> all() throws IOException {
        try (InputStream in = TrainingGolden.class.getResourceAsStream("/goldens/training.json")) {
            return JsonMapper.shared()
                    .readTree(Objects.requireNonNull(in))
                    .valueStream()
                    .map(TrainingGolden::of);
        }
    }

    private static TrainingGolden of(JsonNode json) {
        MobileNet variant = MobileNet.named(json.get("name").asString()).orElseThrow();
        JsonNode options = json.get("options");
        Network network = variant.build(
                known -> known.withClasses(options.get("num_classes").asInt())
                        .withWidth(options.path("width_mult").asDouble(1.0))
                        .withDropout(0));
        return new TrainingGolden(variant, network, json);
    }

    /** The network before the first step. */
    public Parameters parameters() {
        return GoldenFill.parameters(network, variant.layout());
    }

    public List<float[]> images() {
        return Arrays.asList(GoldenFill.images(
                json.get("batch").asInt(), 3, json.get("resolution").asInt()));
    }

    /** The extents of an image. */
    public MapShape input() {
        int resolution = json.get("resolution").asInt();
        return new MapShape(resolution, resolution, 3);
    }

    public int[] labels() {
        return json.get("labels").valueStream().mapToInt(JsonNode::asInt).toArray();
    }

    /**
     * Whether float32 does not determine what follows the second step's gradient. In PyTorch's float64, a random change of
     * every convolution's output by a factor of 1 ± 3e-8, half of what storing it in float32 does, moves two steps' updates
     * of {@code mobilenet_v2} under Nesterov's momentum by up to 161 times their tolerance, and the third loss by 400 times
     * its own: the first step leaves a value at a kink. (Plain momentum meets it too; its tolerance for the third loss,
     * 0.019, says so.) The first two losses move by less than theirs.
     */
    public boolean leavesOpen(String optimizer) {
        return json.get("name").asString().equals("mobilenet_v2") && optimizer.equals("sgd_nesterov");
    }

    /** Checks one tensor against the digest under {@code digests}: its norm and its first values. */
    public void check(JsonNode digests, ParameterId id, float[] values) {
        String key = Objects.requireNonNull(variant.layout().keys(network).get(id));
        GoldenDigest.assertMatchesShort(key, values, digests.get(key));
    }

    @Override
    public String toString() {
        return json.get("name").asString() + " " + json.get("options");
    }
}
