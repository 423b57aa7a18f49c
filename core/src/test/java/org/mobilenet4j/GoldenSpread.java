package org.mobilenet4j;

import java.util.Optional;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.scalar.ScalarKernels;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Untrained networks that amplify rounding so much that PyTorch's float32 differs from itself by more than the goldens'
 * tolerance when it sums in another order. Kernels that sum in float32 are held to four times the worst of eight ways, {@code
 * spread/make_spread.py}; the scalar ones, which sum in double, to the goldens' own tolerance.
 */
public final class GoldenSpread {
    private GoldenSpread() {}

    /** A digest with the tolerances that hold for kernels. */
    public static JsonNode tolerated(JsonNode golden, String key, JsonNode digest, Kernels kernels) {
        return of(golden, kernels)
                .<JsonNode>map(spread -> ((ObjectNode) digest.deepCopy()).setAll((ObjectNode) spread.get(key)))
                .orElse(digest);
    }

    /** The wider tolerances of a network; empty where the goldens' own hold. */
    public static Optional<JsonNode> of(JsonNode golden, Kernels kernels) {
        if (kernels instanceof ScalarKernels) {
            return Optional.empty();
        }
        return JsonMapper.shared()
                .readTree(GoldenSpread.class.getResourceAsStream("/spread/spread.json"))
                .valueStream()
                .filter(spread -> spread.properties().stream()
                        .filter(member -> !member.getValue().isObject())
                        .allMatch(member -> member.getValue().equals(golden.get(member.getKey()))))
                .findFirst();
    }
}
