package io.beta9.provisioning.api.contract;

import io.beta9.provisioning.api.problem.UnsupportedContentTypeException;
import io.beta9.provisioning.api.request.BoundedRequestBody;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * The body of a request that is a meta-config, in JSON or YAML.
 *
 * @param bytes the body, or one byte more than the maximum if it is too long
 * @param format {@link BodyFormat#UNKNOWN} if the request has no content type
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record MetaConfigBody(byte[] bytes, BodyFormat format) {
  /** The content types, the preferred ones first. */
  public static final List<String> TYPES = List.of("application/json", "application/yaml");

  private static final Set<String> YAML_SUBTYPES =
      Set.of("yaml", "x-yaml", "vnd.yaml", "x-yml", "yml");

  /**
   * Reads the body of a request.
   *
   * @throws UnsupportedContentTypeException if it is neither JSON nor YAML
   */
  public static MetaConfigBody read(HttpServletRequest request) throws IOException {
    BodyFormat format = format(request.getContentType());
    return new MetaConfigBody(BoundedRequestBody.read(request), format);
  }

  private static BodyFormat format(@Nullable String contentType) {
    if (contentType == null || contentType.isBlank()) {
      return BodyFormat.UNKNOWN;
    }
    MediaType type;
    try {
      type = MediaType.parseMediaType(contentType);
    } catch (InvalidMediaTypeException e) {
      throw new UnsupportedContentTypeException(contentType, TYPES);
    }
    String subtype = type.getSubtype();
    if (type.getType().equals("application")
        && (subtype.equals("json") || subtype.endsWith("+json"))) {
      return BodyFormat.JSON;
    }
    if (YAML_SUBTYPES.contains(subtype) || subtype.endsWith("+yaml")) {
      return BodyFormat.YAML;
    }
    throw new UnsupportedContentTypeException(contentType, TYPES);
  }
}
