package org.mobilenet4j.server.model;

/** Whether a model can be asked, as the repository extension of the Open Inference Protocol names it. */
public enum ModelState {
    LOADING,
    READY,
    UNAVAILABLE
}
