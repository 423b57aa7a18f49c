package org.mobilenet4j.formats.keras;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The weights that belong to the layers of a configuration. */
interface KerasWeights {
    /**
     * A layer's weights by what Keras calls them: kernel, bias, gamma and so on.
     *
     * @param models the names of the models that the layer stands in, outermost first
     * @param variables what the layer has, in Keras' order
     */
    Map<String, Array> of(List<String> models, KerasLayer layer, List<String> variables) throws IOException;
}
