package io.beta9.provisioning.api.webhook;

import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.network.AddressPolicy;
import io.beta9.provisioning.settings.DurationText;
import io.beta9.provisioning.webhook.WebhookUrl;
import java.time.Duration;

/** Validates what users enter for webhooks. */
public final class WebhookFields {
  public static final int MAX_DESCRIPTION_LENGTH = 200;
  private static final Duration MAX_OVERLAP = Duration.ofDays(30);

  private final AddressPolicy addresses;

  /**
   * @param addresses the addresses that deliveries may be sent to
   */
  public WebhookFields(AddressPolicy addresses) {
    this.addresses = addresses;
  }

  /**
   * Parses a URL.
   *
   * @throws BadRequestException with the rule that it violates
   */
  public WebhookUrl url(String text) {
    try {
      return WebhookUrl.parse(text, addresses);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("url", String.valueOf(e.getMessage()));
    }
  }

  /**
   * Returns a description without surrounding white space.
   *
   * @throws BadRequestException if it is too long or contains control characters
   */
  public String description(String text) {
    String description = text.strip();
    if (description.length() > MAX_DESCRIPTION_LENGTH
        || description.chars().anyMatch(Character::isISOControl)) {
      throw new BadRequestException(
          "description",
          "must have at most " + MAX_DESCRIPTION_LENGTH + " characters, none of them a control");
    }
    return description;
  }

  /**
   * Parses how long deliveries are also signed with the secret before a rotation.
   *
   * @throws BadRequestException if it is not a duration, or too long
   */
  public Duration overlap(String text) {
    try {
      Duration overlap = DurationText.parse(text);
      if (overlap.compareTo(MAX_OVERLAP) <= 0) {
        return overlap;
      }
    } catch (IllegalArgumentException e) {
      // Reported below, like an overlap that is too long.
    }
    throw new BadRequestException("overlap", "must be a duration such as 24h, at most 30d");
  }
}
