package io.beta9.provisioning.cloudsim.kubernetes.node;

/**
 * What keeps a pod from starting, as its containers' {@code waiting} state says it.
 *
 * @param event the reason under which the kubelet reports it
 */
record StartupError(String reason, String message, String eventReason, String eventMessage) {}
