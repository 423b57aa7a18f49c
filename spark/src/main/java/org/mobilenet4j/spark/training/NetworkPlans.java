package org.mobilenet4j.spark.training;

import java.io.Serializable;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;

/**
 * Makes the plan of a training, with equal result on driver and executors: what is sent is what the plan is made from.
 */
@FunctionalInterface
public interface NetworkPlans extends Serializable {
    NetworkPlan plan();
}
