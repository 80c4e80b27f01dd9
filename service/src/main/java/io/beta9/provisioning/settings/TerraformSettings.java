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
 * Terraform: where it is found and how it is run.
 *
 * @param binary terraform or tofu; null if it is found on the PATH
 * @param providerMirror a directory that contains {@code registry.terraform.io}; null if the
 *     standard locations are searched
 * @param providerLockFile the lock file of the providers; null for that of the module
 * @param user the user that it runs as
 * @param lock where the states of new environments are locked
 */
@ConfigurationProperties("terraform")
public record TerraformSettings(
    @Setting(
            value = "path of the `terraform` or `tofu` binary",
            readBy = ReadBy.WORKER,
            ifAbsent = "found on the `PATH`")
        @Nullable Path binary,
    @Setting(
            value = "directory that contains `registry.terraform.io` with the providers",
            readBy = ReadBy.WORKER,
            ifAbsent = "the standard mirror directories, then the registry")
        @Nullable Path providerMirror,
    @Setting(
            value =
                "provider lock file that replaces that of the module, for a mirror of another"
                    + " platform or for OpenTofu; `terraform providers lock` or `tofu providers"
                    + " lock` writes one",
            readBy = ReadBy.WORKER,
            ifAbsent =
                "Terraform: the module's; OpenTofu: what its first init on the host has verified")
        @Nullable Path providerLockFile,
    @Setting(
            value =
                "user that Terraform runs as, who owns the stack directories. `auto`: uid and gid"
                    + " 60990 if the worker is root or has the capabilities to become this user,"
                    + " and this user can reach what Terraform needs; otherwise, and with `worker`,"
                    + " the user of the worker. `UID` or `UID:GID`: this user; the worker does not"
                    + " start if that is impossible",
            readBy = ReadBy.WORKER)
        @DefaultValue("auto")
        TerraformUser user,
    @Setting(
            value = "where the Terraform states of new environments are locked",
            readBy = ReadBy.API)
        @DefaultValue("s3")
        StateLockKind lock,
    @Setting(
            value = "number of resources that Terraform changes at the same time",
            readBy = ReadBy.WORKER)
        @DefaultValue("10")
        @Min(1)
        int parallelism,
    @Setting(
            value = "seconds that Terraform waits for a state lock before it fails",
            readBy = ReadBy.WORKER)
        @DefaultValue("10")
        @Min(0)
        int lockTimeoutSeconds,
    @Setting(
            value = "seconds after SIGINT within which Terraform has to stop",
            readBy = ReadBy.WORKER)
        @DefaultValue("300")
        @Min(0)
        int interruptGraceSeconds,
    @Setting(
            value = "number of times that the AWS provider repeats a throttled request",
            readBy = ReadBy.WORKER)
        @DefaultValue("25")
        @Min(0)
        int awsMaxRetries,
    @Setting(
            value = "memory that one Terraform process needs together with its provider",
            readBy = ReadBy.WORKER)
        @DefaultValue("800MB")
        DataSize memory) {

  public Duration lockTimeout() {
    return Duration.ofSeconds(lockTimeoutSeconds);
  }

  public Duration interruptGrace() {
    return Duration.ofSeconds(interruptGraceSeconds);
  }
}
