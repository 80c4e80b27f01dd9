package io.beta9.provisioning.settings.http;

import io.beta9.provisioning.settings.Setting;
import io.beta9.provisioning.settings.Setting.ReadBy;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Webhooks.
 *
 * @param encryptionKey the text from which the key is derived that encrypts the secrets; null if
 *     they are not encrypted
 */
@ConfigurationProperties("webhook")
public record WebhookSettings(
    @Setting(value = "maximum number of webhooks of a tenant", readBy = ReadBy.API)
        @DefaultValue("10")
        @Min(1)
        @Max(100)
        int maxPerTenant,
    @Setting(
            value =
                "key that encrypts the secrets of webhooks in the database: 32 random bytes as of"
                    + " `openssl rand -base64 32`. With another key, the secrets have to be"
                    + " rotated",
            secret = true,
            readBy = ReadBy.API,
            ifAbsent = "the secrets are stored as they are")
        @Nullable String encryptionKey,
    @Setting(
            value =
                "whether webhooks may be sent to loopback addresses, also without TLS; only for"
                    + " trying them out on one machine",
            readBy = ReadBy.API)
        @DefaultValue("false")
        boolean allowLoopback) {}
