/**
 * Nodes and the pods that run on them: scheduling, the kubelet, and the behavior of the simulated
 * programs as seen from outside a pod.
 *
 * <p>It may use {@code store} and {@code http}.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.kubernetes.node;

import org.jspecify.annotations.NullMarked;
