package io.beta9.provisioning.settings;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * AWS.
 *
 * @param endpointUrl replaces the endpoints of all AWS services; null for the real ones. The system
 *     property {@code aws.endpointUrl} takes precedence, as in the AWS SDK
 */
@ConfigurationProperties("aws")
public record AwsSettings(
    @Setting(
            value = "replaces the endpoints of all AWS services, for a simulated AWS",
            ifAbsent = "the endpoints of AWS")
        @Nullable URI endpointUrl) {}
