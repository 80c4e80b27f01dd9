package io.beta9.provisioning.cloudsim.kubernetes.node;

/**
 * An error that prevents a pod from starting.
 *
 * @param reason the reason in the {@code waiting} state of the pod's containers
 * @param message the message in the {@code waiting} state
 * @param eventReason the reason of the event that the kubelet records
 * @param eventMessage the message of the event
 */
record StartupError(String reason, String message, String eventReason, String eventMessage) {}
