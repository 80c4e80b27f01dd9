package io.beta9.provisioning.settings.http;

import io.beta9.provisioning.settings.Setting;
import io.beta9.provisioning.settings.Setting.ReadBy;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may connect to the ports, and how.
 *
 * @param allowPlainHttp whether a process may listen beyond loopback without TLS
 * @param managementPort the port of metrics and health details; null if it is the API's port
 */
@ConfigurationProperties
public record HttpSettings(
    @Setting(
            "whether a process without TLS may listen on an address other than loopback, for"
                + " example behind a proxy that terminates TLS")
        @DefaultValue("false")
        boolean allowPlainHttp,
    @Setting(
            value =
                "addresses and CIDR ranges of the proxies in front of the process; only their"
                    + " `X-Forwarded-For` and `X-Forwarded-Proto` are evaluated",
            ifAbsent = "no proxy is trusted")
        @DefaultValue("")
        AddressRanges trustedProxies,
    @Setting(
            value =
                "port of the API's `/metrics` and the details of `/health`, which are then not"
                    + " served on `LISTEN_PORT`; 0 selects a free port",
            readBy = ReadBy.API,
            ifAbsent = "`LISTEN_PORT`")
        @Min(0)
        @Max(65535)
        @Nullable Integer managementPort) {}
