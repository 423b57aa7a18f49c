package org.mobilenet4j;

import java.util.function.UnaryOperator;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;

/** A network of the papers' tables, by its name and options: what {@code config.json} says of it. Immutable. */
public record Variant(MobileNet base, Options options) {
    /** The network as it was published. */
    public static Variant of(MobileNet base) {
        return new Variant(base, base.options());
    }

    /** The same with changed options. */
    public Variant with(UnaryOperator<Options> change) {
        return new Variant(base, change.apply(options));
    }

    public Network network() {
        return base.family().build(options);
    }

    /** The name as torchvision or timm writes it. */
    @Override
    public String toString() {
        return base.toString();
    }
}
