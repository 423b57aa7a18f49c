package org.mobilenet4j.naming;

/** What to do where a checkpoint does not fit a network in every name and shape. */
public enum LoadPolicy {
    /** Everything must fit. */
    STRICT,
    /** Everything but the classifier must fit; a classifier of another size is initialised anew. */
    REPLACE_CLASSIFIER,
    /** What fits is taken, the rest is initialised anew, and the report says which. */
    LENIENT
}
