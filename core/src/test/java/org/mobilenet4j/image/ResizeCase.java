package org.mobilenet4j.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** One golden of {@code goldens/resize}: torchvision's {@code Resize(shortSide)} on a Pillow image. */
record ResizeCase(String input, String output, int shortSide, Interpolation interpolation, int width, int height) {

    static Stream<ResizeCase> all() {
        List<ResizeCase> cases = new ArrayList<>();
        try (JsonParser json = new JsonFactory()
                .createParser(ObjectReadContext.empty(), Fixtures.bytes("goldens/resize/cases.json"))) {
            json.nextToken();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                cases.add(next(json));
            }
        }
        return cases.stream();
    }

    private static ResizeCase next(JsonParser json) {
        String input = "";
        String output = "";
        String interpolation = "";
        int shortSide = 0;
        int width = 0;
        int height = 0;
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            switch (name) {
                case "input" -> input = json.getString();
                case "output" -> output = json.getString();
                case "interpolation" -> interpolation = json.getString();
                case "short_side" -> shortSide = json.getIntValue();
                case "width" -> width = json.getIntValue();
                case "height" -> height = json.getIntValue();
                default -> throw new IllegalStateException("goldens/resize/cases.json has a new field " + name);
            }
        }
        return new ResizeCase(
                input, output, shortSide, Interpolation.valueOf(interpolation.toUpperCase(Locale.ROOT)), width, height);
    }
}
