package io.beta9.provisioning.apimodel.environment;

/** A kubeconfig without secrets, as YAML. */
public record KubeconfigText(String kubeconfig) {}
