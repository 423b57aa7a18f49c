package org.mobilenet4j.search;

/**
 * A network's latency is the sum of its blocks' costs, and each of its choices is worth something: large kernels and
 * squeeze-excite more than they cost, expansions less.
 */
enum ToyObjective implements CandidateEvaluator {
    INSTANCE;

    @Override
    public double millis(SubNetwork network) {
        double cost = network.hidden() / 128.0;
        for (SubNetwork.Stage stage : network.stages()) {
            for (SubNetwork.Block block : stage.blocks()) {
                cost += block.expansion()
                        + 0.2 * block.kernel()
                        + (block.hasSqueezeExcite() ? 0.5 : 0)
                        + stage.channels() / 40.0;
            }
        }
        return cost;
    }

    @Override
    public double accuracy(SubNetwork network) {
        double worth = network.hidden() / 2048.0;
        for (int stage = 0; stage < network.stages().size(); stage++) {
            SubNetwork.Stage blocks = network.stages().get(stage);
            worth += blocks.channels() / 400.0;
            for (SubNetwork.Block block : blocks.blocks()) {
                worth += (block.kernel() == 5 ? 1.2 : 0.6)
                        + 0.2 * block.expansion() / (1 + stage)
                        + (block.hasSqueezeExcite() ? 0.8 : 0);
            }
        }
        return 1 - Math.exp(-worth / 20);
    }
}
