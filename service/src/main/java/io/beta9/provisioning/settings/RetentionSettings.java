package io.beta9.provisioning.settings;

import io.beta9.provisioning.settings.Setting.ReadBy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How long rows are kept. One API process deletes older ones every hour. */
@ConfigurationProperties
public record RetentionSettings(
    @Setting(value = "how long events are kept", readBy = ReadBy.API) @DefaultValue("90d")
        Duration eventsRetention,
    @Setting(value = "how long log lines are kept", readBy = ReadBy.API) @DefaultValue("30d")
        Duration logsRetention,
    @Setting(value = "how long the audit trail is kept", readBy = ReadBy.API) @DefaultValue("730d")
        Duration auditRetention,
    @Setting(value = "how long capacity samples are kept", readBy = ReadBy.API)
        @DefaultValue("365d")
        Duration samplesRetention,
    @Setting(
            value =
                "how long the Terraform journal and the steps of ended operations are kept; for"
                    + " recovery, the resources that were created are kept until the environment is"
                    + " destroyed",
            readBy = ReadBy.API)
        @DefaultValue("30d")
        Duration journalRetention,
    @Setting(
            value =
                "how long ended processes are kept; killed ones and the latest of each kind are"
                    + " kept until their environment is destroyed",
            readBy = ReadBy.API)
        @DefaultValue("90d")
        Duration processesRetention,
    @Setting(
            value =
                "how long ended operations are kept; the latest of each environment, and those"
                    + " whose events, log lines or recovery details remain, are kept longer",
            readBy = ReadBy.API)
        @DefaultValue("365d")
        Duration operationsRetention,
    @Setting(
            value =
                "how long idempotency keys are kept; a request that is repeated later is executed"
                    + " again",
            readBy = ReadBy.API)
        @DefaultValue("30d")
        Duration idempotencyKeysRetention,
    @Setting(
            value = "how long workers that no longer renew their leases are kept",
            readBy = ReadBy.API)
        @DefaultValue("30d")
        Duration workersRetention,
    @Setting(
            value =
                "how long outcomes of attempts are kept that open the circuit breaker of a region;"
                    + " at least as long as they count",
            readBy = ReadBy.API)
        @DefaultValue("1d")
        Duration regionOutcomesRetention,
    @Setting(
            value = "how long deliveries of webhooks are kept that were accepted or given up",
            readBy = ReadBy.API)
        @DefaultValue("30d")
        Duration webhookDeliveriesRetention) {}
