package io.beta9.provisioning.settings;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * AWS.
 *
 * @param endpointUrl replaces the endpoints of all AWS services; null for the real ones. The system
 *     property {@code aws.endpointUrl} takes precedence, as in the AWS SDK
 * @param region the region whose partition this process's own credentials belong to
 */
@ConfigurationProperties("aws")
public record AwsSettings(
    @Setting(
            value = "replaces the endpoints of all AWS services, for a simulated AWS",
            ifAbsent = "the endpoints of AWS")
        @Nullable URI endpointUrl,
    @Setting(
            "a region of the partition that the credentials of this process belong to: aws, aws-cn"
                + " or aws-us-gov. Only accounts and regions of this partition can be used")
        @DefaultValue("us-east-1")
        String region) {}
