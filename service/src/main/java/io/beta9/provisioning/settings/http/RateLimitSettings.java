package io.beta9.provisioning.settings.http;

import io.beta9.provisioning.settings.Setting;
import io.beta9.provisioning.settings.Setting.ReadBy;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Requests per minute that a process accepts; 0 for any number. */
@ConfigurationProperties("rate-limit")
public record RateLimitSettings(
    @Setting(
            value = "read requests of an API key per minute and process; 0 for no limit",
            readBy = ReadBy.API)
        @DefaultValue("6000")
        @Min(0)
        int reads,
    @Setting(
            value =
                "requests of an API key per minute and process that change something; 0 for no limit",
            readBy = ReadBy.API)
        @DefaultValue("600")
        @Min(0)
        int writes,
    @Setting(
            value = "event streams that an API key opens per minute and process; 0 for no limit",
            readBy = ReadBy.API)
        @DefaultValue("120")
        @Min(0)
        int streams,
    @Setting(
            value =
                "requests of an address (IPv6: of a /64 network) without a valid API key per minute"
                    + " and process, and as many to paths that need none, without `/health/live`"
                    + " and `/health/ready`; 0 for no limit",
            readBy = ReadBy.API)
        @DefaultValue("600")
        @Min(0)
        int unauthenticated) {}
