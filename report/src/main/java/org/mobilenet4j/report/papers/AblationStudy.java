package org.mobilenet4j.report.papers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inspection.DepthwiseKernels;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.quantization.Calibrator;
import org.mobilenet4j.quantization.Quantization;
import org.mobilenet4j.quantization.RangeMethod;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.network.Int8Simulation;
import org.mobilenet4j.workflow.Recipe;
import org.mobilenet4j.workflow.Training;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * Small trainings that the papers' claims about their choices are looked at by: every {@link Ablation} with several seeds on
 * the same images of 32 pixels. Minutes, not the papers' days: differences here are of networks that have learned a little.
 *
 * @param trainPerClass images to learn from
 * @param validationPerClass images to measure on
 * @param seeds how many trainings of each network
 * @param reader its threads train
 */
public record AblationStudy(int trainPerClass, int validationPerClass, int epochs, int seeds, ImageReader reader) {
    private static final int RESOLUTION = 32;
    private static final int CALIBRATION_IMAGES = 200;

    /** Those of the page: 41 minutes on one thread of a busy machine. */
    public static AblationStudy small(ImageReader reader) {
        return new AblationStudy(400, 200, 7, 3, reader);
    }

    /**
     * Trains them all.
     *
     * @param data a dataset that is split, such as CIFAR-10
     * @param file where the results are written, after each seed those so far
     */
    public StudyResults run(ImageFolder data, Path file, WorkflowListener listener) throws IOException {
        Split split = Split.of(data, 0.2, 1);
        Split images =
                new Split(perClass(split.train(), trainPerClass), perClass(split.validation(), validationPerClass));
        StudyResults results = new StudyResults(
                images.train().size(),
                images.validation().size(),
                epochs,
                StudyResults.machine(reader.workers().threads()),
                List.of(),
                Map.of());
        for (int seed = 1; seed <= seeds; seed++) {
            for (Ablation ablation : Ablation.values()) {
                Model model = train(ablation, seed, images);
                List<DepthwiseKernels> kernels = DepthwiseKernels.of(model.parameters());
                TrainedAblation result = measured(ablation, seed, model, kernels, images);
                results = results.with(result);
                if (seed == 1 && (ablation == Ablation.V1 || ablation == Ablation.V2)) {
                    byte[] png = ImageEncoder.png(mostDead(kernels).sheet());
                    results = results.withKernelSheet(
                            ablation, Base64.getEncoder().encodeToString(png));
                }
                listener.onNote(String.format(
                        Locale.ROOT,
                        "seed %d of %d, %s: top-1 %.1f %%, in eight bits %.1f %%",
                        seed,
                        seeds,
                        ablation.description(),
                        100 * result.top1(),
                        100 * result.int8MinMax()));
            }
            results.write(file);
        }
        return results;
    }

    /** The first so many of each class, so that every seed sees the same. */
    private static LabelledImages perClass(LabelledImages all, int count) {
        int[] taken = new int[all.folder().classes().size()];
        List<Integer> kept = new ArrayList<>();
        List<Integer> labels = all.labels();
        for (int i = 0; i < labels.size(); i++) {
            if (taken[labels.get(i)]++ < count) {
                kept.add(i);
            }
        }
        return all.only(kept);
    }

    private Model train(Ablation ablation, int seed, Split images) throws IOException {
        List<String> classes = images.train().folder().classes();
        Network network = ablation.network(classes.size());
        Model fresh = new Model(
                null,
                Initialization.torchvision(network, seed),
                Recipe.CIFAR10.preprocessing(RESOLUTION),
                new Task.ImageClassification(classes),
                NameLayout.nativeOf(network),
                Map.of());
        NetworkPlan plan = Recipe.CIFAR10
                .plan()
                .with(change -> change.epochs(epochs)
                        .batchSize(64)
                        .rates(LearningRates.same(0.1))
                        .averageDecay(0)
                        .decaysAll(false) // as for the trainings that are stored
                        .threads(reader.workers().threads())
                        .seed(seed));
        Training training = new Training(fresh, plan, reader);
        return fresh.withParameters(training.run(images, WorkflowListener.NONE).last());
    }

    private TrainedAblation measured(
            Ablation ablation, int seed, Model model, List<DepthwiseKernels> kernels, Split images) {
        List<RgbImage> validation =
                decoded(images.validation(), images.validation().size());
        List<Integer> labels = images.validation().labels();
        Calibrator calibrator = Calibrator.of(model.parameters(), RESOLUTION, RESOLUTION);
        decoded(images.train(), CALIBRATION_IMAGES).forEach(image -> calibrator.observe(model.input(image)));
        CompiledNetwork engine = model.compile();
        List<float[]> logits = validation.stream()
                .map(image -> engine.logits(model.input(image)))
                .toList();
        int dead = 0;
        int count = 0;
        for (DepthwiseKernels layer : kernels) {
            count += layer.channels();
            for (boolean isDead : layer.dead()) {
                dead += isDead ? 1 : 0;
            }
        }
        return new TrainedAblation(
                ablation,
                seed,
                top1(logits, labels),
                top1(int8(model, calibrator.quantization(RangeMethod.MIN_MAX), validation), labels),
                top1(int8(model, calibrator.quantization(RangeMethod.PERCENTILE), validation), labels),
                count,
                dead);
    }

    /** So many images, at even distances. */
    private List<RgbImage> decoded(LabelledImages images, int count) {
        List<RgbImage> decoded = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            decoded.add(images.decode((int) ((long) i * images.size() / count), reader.decoder()));
        }
        return decoded;
    }

    private List<float[]> int8(Model model, Quantization quantization, List<RgbImage> images) {
        Parameters folded = quantization.parameters();
        return new Int8Simulation(folded, quantization.ranges(), model.inputShape(), reader.workers())
                .run(images.size(), (i, into) -> {
                    float[] input = model.input(images.get(i));
                    System.arraycopy(input, 0, into, 0, input.length);
                });
    }

    private static double top1(List<float[]> logits, List<Integer> labels) {
        int right = 0;
        for (int i = 0; i < logits.size(); i++) {
            float[] each = logits.get(i);
            int largest = 0;
            for (int c = 1; c < each.length; c++) {
                largest = each[c] > each[largest] ? c : largest;
            }
            right += largest == labels.get(i) ? 1 : 0;
        }
        return (double) right / logits.size();
    }

    /** Of layers with as many dead kernels the widest. */
    private static DepthwiseKernels mostDead(List<DepthwiseKernels> layers) {
        return layers.stream()
                .max(Comparator.comparingInt(AblationStudy::dead).thenComparingInt(DepthwiseKernels::channels))
                .orElseThrow();
    }

    private static int dead(DepthwiseKernels layer) {
        int dead = 0;
        for (boolean each : layer.dead()) {
            dead += each ? 1 : 0;
        }
        return dead;
    }
}
