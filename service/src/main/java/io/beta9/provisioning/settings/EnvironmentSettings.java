package io.beta9.provisioning.settings;

import io.beta9.provisioning.settings.Setting.ReadBy;
import io.beta9.provisioning.settings.http.AddressRanges;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of environments.
 *
 * @param allowedRegions the regions that a meta-config may name; empty if all regions are allowed
 * @param stuckAfter the time in one working status after which an environment counts as stuck
 */
@ConfigurationProperties
public record EnvironmentSettings(
    @Setting(
            value = "regions that a meta-config may name",
            readBy = ReadBy.API,
            ifAbsent = "all regions of the partition of AWS_REGION")
        @DefaultValue
        Set<String> allowedRegions,
    @Setting(
            value =
                "maximum number of environments of a tenant that are not destroyed;"
                    + " `admin tenants limit` overrides it for one tenant",
            readBy = ReadBy.API,
            formerly = "MAX_ENVIRONMENTS_PER_USER")
        @DefaultValue("100")
        @Min(1)
        int maxEnvironmentsPerTenant,
    @Setting(
            value = "time in one working status after which an environment counts as stuck",
            readBy = ReadBy.API)
        @DefaultValue("1h")
        Duration stuckAfter,
    @Setting(
            value =
                "addresses from which workers connect: the public ones of their NAT gateways, and"
                    + " the private ones in connected networks; a meta-config that restricts the"
                    + " Kubernetes API has to admit them, and a private one is opened to the public"
                    + " ones while an operation uses it",
            ifAbsent = "unknown: meta-configs cannot restrict the Kubernetes API")
        @DefaultValue("")
        AddressRanges workerSourceCidrs,
    @Setting(
            value =
                "private networks that workers reach, by peering or a transit gateway: the private"
                    + " Kubernetes API of an existing environment in them is not opened",
            ifAbsent = "none")
        @DefaultValue("")
        AddressRanges workerPrivateNetworks) {}
