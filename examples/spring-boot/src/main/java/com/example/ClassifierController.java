package com.example;

import java.util.List;
import org.mobilenet4j.Classification.Prediction;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.io.InvalidInputException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code curl --data-binary @photo.jpg -H 'Content-Type: application/octet-stream' localhost:8080/classify} */
@RestController
class ClassifierController {
    private final ImageClassifier classifier;

    ClassifierController(ImageClassifier classifier) {
        this.classifier = classifier;
    }

    @PostMapping("/classify")
    List<Prediction> classify(@RequestBody byte[] image, @RequestParam(defaultValue = "3") int top) {
        return classifier.classify(image).top(top);
    }

    /** What is no image is the caller's mistake; the message says in one line what is wrong with it. */
    @ExceptionHandler
    @ResponseStatus(HttpStatus.UNPROCESSABLE_CONTENT)
    String refuse(InvalidInputException mistake) {
        return mistake.getMessage();
    }
}
