package org.mobilenet4j.onnx;

/** The forms that a model can be written in. */
public enum ModelForm {
    /** A folder, as training writes it. */
    MODEL,
    /** A zip archive of one. */
    ZIP,
    /** Safetensors under torchvision's names. */
    TORCHVISION,
    /** Safetensors under timm's names. */
    TIMM,
    /** An ONNX file of float32. */
    ONNX,
    /** A directory for Deep Java Library, with an ONNX file. */
    DJL,
    /** A directory for MLflow, with an ONNX file. */
    MLFLOW,
    /** A folder for Hugging Face's hub, under timm's names where timm has the network, with a model card. */
    HUGGINGFACE;

    /** Whether it is a folder; else a file. */
    public boolean isFolder() {
        return this == MODEL || this == DJL || this == MLFLOW || this == HUGGINGFACE;
    }

    /** Whether its weights are those of an ONNX file. */
    public boolean isOnnx() {
        return this == ONNX || this == DJL || this == MLFLOW;
    }

    /** Whether it says nothing of preprocessing and class names. */
    public boolean isBareWeights() {
        return this == TORCHVISION || this == TIMM;
    }
}
