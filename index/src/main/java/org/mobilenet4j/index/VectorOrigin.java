package org.mobilenet4j.index;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.tensor.Tensor;

/**
 * What gave the vectors of an index. Vectors of another model, or of another place in it, mean something else.
 *
 * @param model as its user named it
 * @param tap where in the network the vectors are from
 * @param digest of the network's parameters, the preparation of images and the tap, in hexadecimal digits
 */
public record VectorOrigin(String model, String tap, String digest) {
    private static final int DIGITS_SHOWN = 12;
    private static final String VERSION = "1";

    /** Of a model that its user gave a name. */
    public static VectorOrigin of(String name, Model model, String tap) {
        return new VectorOrigin(name, tap, digest(model, tap));
    }

    private static String digest(Model model, String tap) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (DigestOutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                out.write((model.preprocessing() + "\n" + tap + "\n").getBytes(StandardCharsets.UTF_8));
                for (Map.Entry<?, Tensor> entry : model.parameters().tensors().entrySet()) {
                    float[] values = entry.getValue().data();
                    out.write((entry.getKey() + "\n").getBytes(StandardCharsets.UTF_8));
                    ByteBuffer bytes =
                            ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
                    bytes.asFloatBuffer().put(values);
                    out.write(bytes.array());
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Looks whether vectors of another origin may stand beside these.
     *
     * @param index what to call the index of these
     * @throws InvalidInputException if they may not
     */
    void require(VectorOrigin other, String index) {
        if (!digest.equals(other.digest)) {
            throw new InvalidInputException(index + ": its vectors are of " + this + ", not of " + other
                    + "; name the former, or make another index");
        }
    }

    /** As it is kept with the index. */
    Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("mobilenet4j.version", VERSION);
        entries.put("mobilenet4j.model", model);
        entries.put("mobilenet4j.tap", tap);
        entries.put("mobilenet4j.digest", digest);
        return entries;
    }

    /**
     * What was kept.
     *
     * @throws InvalidInputException if it is not there, as in an index that another program wrote
     */
    static VectorOrigin of(Map<String, String> entries, String index) {
        @Nullable String model = entries.get("mobilenet4j.model");
        @Nullable String tap = entries.get("mobilenet4j.tap");
        @Nullable String digest = entries.get("mobilenet4j.digest");
        if (model == null || tap == null || digest == null || !VERSION.equals(entries.get("mobilenet4j.version"))) {
            throw new InvalidInputException(
                    index + ": is a Lucene index, but not one of images that this version wrote; index anew");
        }
        return new VectorOrigin(model, tap, digest);
    }

    /** As in "mobilenet_v2 at features (0123456789ab)". */
    @Override
    public String toString() {
        return model + " at " + tap + " (" + digest.substring(0, Math.min(DIGITS_SHOWN, digest.length())) + ")";
    }
}
