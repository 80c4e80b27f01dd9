package io.beta9.provisioning.bootstrap.helm;

import java.nio.file.Path;

/**
 * Locations of helm-runner and the charts.
 *
 * @param runner the jar of helm-runner
 * @param java the Java executable that runs it
 * @param charts the directory that contains {@code beta9} and {@code baseline}
 */
public record HelmSettings(Path runner, Path java, Path charts) {}
