package io.beta9.provisioning.settings;

import io.beta9.provisioning.settings.Setting.ReadBy;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The files that a worker needs to install Beta9. {@code ./provisioner} sets them.
 *
 * @param helmRunnerJar the jar of helm-runner
 * @param helmRunnerAotCache its AOT cache
 * @param chartsDir the directory that contains the charts
 */
@ConfigurationProperties
public record BootstrapSettings(
    @Setting(
            value = "path of `helm-runner.jar`",
            readBy = ReadBy.WORKER,
            ifAbsent = "set by `./provisioner`; a worker does not start without it")
        @Nullable Path helmRunnerJar,
    @Setting(
            value =
                "AOT cache of helm-runner, with which each call of Helm starts 0.15 s sooner;"
                    + " ignored if it does not exist",
            readBy = ReadBy.WORKER,
            ifAbsent = "set by `./provisioner`; without it, there is none")
        @Nullable Path helmRunnerAotCache,
    @Setting(
            value = "directory of the charts `beta9` and `baseline`",
            readBy = ReadBy.WORKER,
            ifAbsent = "set by `./provisioner`; a worker does not start without it")
        @Nullable Path chartsDir) {}
