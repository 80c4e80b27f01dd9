package io.beta9.provisioning.settings.account;

import io.beta9.provisioning.settings.Setting;
import io.beta9.provisioning.settings.Setting.ReadBy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Registered cloud accounts.
 *
 * @param allowOwnAccount whether the account of the service's own credentials can be registered
 * @param trustedPrincipal what the trust policies for customers name; null for the own account
 * @param accountVerificationInterval the time after which a role is verified again
 */
@ConfigurationProperties
public record AccountSettings(
    @Setting(
            value =
                "whether tenants may register the account whose credentials the service itself"
                    + " uses; only for installations of one tenant, such as `./provisioner up`",
            readBy = ReadBy.API)
        @DefaultValue("false")
        boolean allowOwnAccount,
    @Setting(
            value =
                "ARN that the trust policies for customers name as the principal: one that includes"
                    + " the roles of API and worker",
            readBy = ReadBy.API,
            ifAbsent = "the root of the service's own account")
        @Nullable String trustedPrincipal,
    @Setting(
            value = "time after which the role of a registered account is verified again",
            readBy = ReadBy.API)
        @DefaultValue("6h")
        Duration accountVerificationInterval) {}
