package io.beta9.provisioning.bootstrap.helm;

import java.nio.file.Path;

/**
 * Where Helm and the charts are.
 *
 * @param runner the helm-runner's jar
 * @param java the Java that runs it
 * @param charts the folder that holds {@code beta9} and {@code baseline}
 */
public record HelmSettings(Path runner, Path java, Path charts) {}
