package io.beta9.provisioning.settings;

import io.beta9.provisioning.settings.Setting.ReadBy;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The address that a process listens on.
 *
 * @param port the port of the API; 0 selects a free port
 * @param maxRequests the maximum number of API requests that are handled at the same time
 * @param headerDeadline measured from the start of the connection, or from the first byte of a
 *     further request
 * @param bodyDeadline measured from the first attempt to read the body
 * @param slowReaderTolerance counts only while a write waits for the client
 */
@ConfigurationProperties("listen")
public record ListenSettings(
    @Setting(
            "address to listen on; the API refuses an address other than loopback while there is"
                + " no API key")
        @DefaultValue("127.0.0.1")
        String address,
    @Setting(
            value = "port of the API, its `/metrics` and `/health`; 0 selects a free port",
            readBy = ReadBy.API)
        @DefaultValue("8080")
        @Min(0)
        @Max(65535)
        int port,
    @Setting(
            value =
                "maximum number of API requests that a process handles at the same time, without"
                    + " streams; further ones are answered with 429",
            readBy = ReadBy.API)
        @DefaultValue("64")
        @Min(1)
        int maxRequests,
    @Setting(
            "maximum number of open connections of a process; when nearly as many are open, those"
                + " that have waited longest for a request are closed")
        @DefaultValue("1000")
        @Min(20)
        int maxConnections,
    @Setting(
            "maximum number of open connections of an address (IPv6: of a /64 network) that is not"
                + " one of `TRUSTED_PROXIES`; further ones are closed")
        @DefaultValue("250")
        @Min(1)
        int maxConnectionsPerAddress,
    @Setting("time until the header of a request must be complete") @DefaultValue("20s")
        Duration headerDeadline,
    @Setting("time until the body of a request must be complete") @DefaultValue("30s")
        Duration bodyDeadline,
    @Setting(
            "time by which a client may fall behind 32 KiB a second while it reads a response or a"
                + " stream; its connection is then closed. Without any progress, it is closed after"
                + " `LISTEN_HEADER_DEADLINE`")
        @DefaultValue("30s")
        Duration slowReaderTolerance) {}
