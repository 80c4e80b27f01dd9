package io.beta9.provisioning.settings;

import io.beta9.provisioning.settings.Setting.ReadBy;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The execution of operations.
 *
 * @param workdirBase the parent of all stack directories
 * @param workdirLimit the size up to which the work directory may grow
 * @param workdirFreeWarning the free disk space below which a worker reports low disk space
 * @param workdirFreeMinimum the free disk space below which a worker claims no operations
 * @param workdirRetention how long an unused stack directory is kept
 * @param stepDeadlines deadlines by step code that replace the default ones
 * @param resourceDeadlines deadlines by resource name or Terraform type that replace the default
 *     ones
 * @param maxRunningOperationsPerTenant null if there is no limit
 */
@ConfigurationProperties
public record OperationSettings(
    @Setting(
            value = "parent of the stack directories, which are `<WORKDIR_BASE>/<ENV_ID>/…`",
            readBy = ReadBy.WORKER)
        @DefaultValue("/tmp/beta9-provisioning")
        Path workdirBase,
    @Setting(
            value =
                "size up to which `WORKDIR_BASE` may grow: the size limit of its volume in a pod,"
                    + " which is evicted beyond it",
            readBy = ReadBy.WORKER,
            ifAbsent = "only the file system limits it")
        @Nullable DataSize workdirLimit,
    @Setting(
            value =
                "free disk space below `WORKDIR_BASE` below which a worker reports that it is low",
            readBy = ReadBy.WORKER)
        @DefaultValue("5GB")
        DataSize workdirFreeWarning,
    @Setting(
            value =
                "free disk space below `WORKDIR_BASE` below which a worker claims no operations and"
                    + " is not ready",
            readBy = ReadBy.WORKER)
        @DefaultValue("1GB")
        DataSize workdirFreeMinimum,
    @Setting(
            value =
                "how long the stack directory of an environment without an active operation is kept"
                    + " after its last use",
            readBy = ReadBy.WORKER)
        @DefaultValue("7d")
        Duration workdirRetention,
    @Setting(
            value = "maximum duration of steps; see [api.md](api.md) for the defaults",
            readBy = ReadBy.WORKER,
            ifAbsent = "the default of each step")
        @DefaultValue("")
        NamedDurations stepDeadlines,
    @Setting(
            value =
                "maximum duration of the creation or deletion of one resource, by name or Terraform"
                    + " type; see [api.md](api.md) for the defaults",
            readBy = ReadBy.WORKER,
            ifAbsent = "the default of each resource type")
        @DefaultValue("")
        NamedDurations resourceDeadlines,
    @Setting(
            value =
                "maximum number of running operations of a tenant; further ones wait."
                    + " `admin tenants limit` overrides it for one tenant",
            ifAbsent = "no limit")
        @Min(1)
        @Nullable Integer maxRunningOperationsPerTenant) {}
