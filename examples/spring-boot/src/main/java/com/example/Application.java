package com.example;

import java.io.IOException;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.Models;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Classifies the images that are posted to it. */
@SpringBootApplication
public class Application {
    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    /** One for all requests: it is immutable. {@code --model=PATH} names a folder that training wrote. */
    @Bean
    ImageClassifier classifier(@Value("${model:cifar10}") String model) throws IOException {
        return ImageClassifier.of(Models.open(model));
    }
}
