package org.mobilenet4j.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Models of other frameworks with weights of a formula, and what they answer: {@code goldens/foreign} of the shared data,
 * or the folder that the system property {@code mobilenet.foreign} names, where those lie that the scripts there make.
 */
public record ForeignGoldens(Path folder, JsonNode json) {
    static final int SIDE = 96;

    public static Optional<ForeignGoldens> find() {
        String named = System.getProperty("mobilenet.foreign");
        if (named != null) {
            return Optional.of(of(Path.of(named)));
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path foreign = folder.resolve("shared/goldens/foreign");
            if (Files.isRegularFile(foreign.resolve("foreign.json"))) {
                return Optional.of(of(foreign));
            }
        }
        return Optional.empty();
    }

    private static ForeignGoldens of(Path folder) {
        return new ForeignGoldens(folder, new JsonMapper().readTree(folder.resolve("foreign.json")));
    }

    /** The names of the files and folders that are here. */
    List<String> models() {
        List<String> names = new ArrayList<>();
        for (String name : json.get("files").propertyNames()) {
            boolean isModel = json.get("files").get(name).has("network")
                    && !name.endsWith(".npy")
                    && Files.exists(folder.resolve(name));
            if (isModel) {
                names.add(name);
            }
        }
        return names;
    }

    JsonNode file(String name) {
        return json.get("files").get(name);
    }

    JsonNode network(String name) {
        return json.get("networks").get(file(name).get("network").asString());
    }

    /** One of the two images, as a network takes it that reads samples from -1 to 1. */
    float[] image(int which) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve("picture" + which + "_96x96x3.u8"));
        float[] image = new float[bytes.length];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) (Byte.toUnsignedInt(bytes[i]) / 127.5 - 1);
        }
        return image;
    }
}
