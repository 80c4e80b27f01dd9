package io.beta9.provisioning.settings.http;

import io.beta9.provisioning.settings.Setting;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The certificate of the ports of a process. Both files are present or none.
 *
 * @param certFile certificate chain in PEM format, the server's certificate first
 * @param keyFile private key in PEM format, not encrypted
 */
@ConfigurationProperties("tls")
public record TlsSettings(
    @Setting(
            value =
                "file with the certificate chain of the ports, in PEM format; a changed file is"
                    + " read again within 10 seconds",
            ifAbsent = "plain HTTP")
        @Nullable Path certFile,
    @Setting(
            value = "file with the private key of `TLS_CERT_FILE`, in PEM format, not encrypted",
            ifAbsent = "plain HTTP")
        @Nullable Path keyFile) {}
