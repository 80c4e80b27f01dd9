package io.beta9.provisioning.cloudsim.kubernetes.controller;

/**
 * What keeps a pod from starting, as its containers' {@code waiting} state says it.
 *
 * @param event the reason under which the kubelet reports it
 */
record Trouble(String reason, String message, String event, String eventMessage) {}
