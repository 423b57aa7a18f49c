package org.mobilenet4j.onnx;

import ai.onnxruntime.OrtEnvironment;

/**
 * Whether ONNX Runtime can be asked at all. It has a class of its own because that must load where the library is
 * missing, which {@link OnnxRuntimeModel} does not.
 */
public final class OnnxRuntime {
    private OnnxRuntime() {}

    /** Whether com.microsoft.onnxruntime:onnxruntime is on the class path and runs on this machine. */
    public static boolean isAvailable() {
        try {
            OrtEnvironment.getEnvironment();
            return true;
        } catch (LinkageError absent) {
            return false;
        }
    }
}
