package io.beta9.provisioning.cloudsim.aws.ecr;

import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The public registry of Amazon ECR with the repository of Beta9's runner images, under {@code
 * /v2/}: no bucket of S3 can have this name. Like the real one, it requires a token, which it
 * issues to every caller, and answers in pages.
 */
public final class PublicImageRegistry {
  private static final String TAGS = "/v2/n4e0e1y0/beta9-runner/tags/list";
  private static final String TOKEN_PATH = "/v2/token/";
  private static final String TOKEN = "anonymous";
  private static final int MAX_PAGE = 20;
  private static final List<String> NAMES =
      List.of(
          "py38",
          "py39",
          "py310",
          "py311",
          "py312",
          "micromamba3.8",
          "micromamba3.9",
          "micromamba3.10",
          "micromamba3.11",
          "micromamba3.12");

  private PublicImageRegistry() {}

  /** Returns whether the repository of Beta9's runner images has a tag. */
  public static boolean hasRunner(String tag) {
    return tags().contains(tag);
  }

  /** Returns whether a request is for the registry. */
  public static boolean serves(WireRequest request) {
    return request.rawPath().startsWith("/v2/");
  }

  /**
   * @param baseUrl the address under which the caller reaches this process
   */
  public static WireResponse handle(WireRequest request, String baseUrl) {
    if (!request.method().equals("GET")) {
      return json(405, Map.of());
    }
    return switch (request.rawPath()) {
      case TOKEN_PATH -> json(200, Map.of("token", TOKEN));
      case TAGS ->
          request.header("authorization").filter(("Bearer " + TOKEN)::equals).isPresent()
              ? page(request)
              : json(401, Map.of())
                  .withHeader(
                      "WWW-Authenticate",
                      "Bearer realm=\""
                          + baseUrl
                          + TOKEN_PATH
                          + "\",service=\"public.ecr.aws\",scope=\"aws\"");
      default -> json(404, Map.of());
    };
  }

  private static WireResponse page(WireRequest request) {
    String last = request.query().getOrDefault("last", "");
    List<String> rest = tags().stream().filter(tag -> tag.compareTo(last) > 0).toList();
    List<String> page = rest.subList(0, Math.min(MAX_PAGE, rest.size()));
    WireResponse response = json(200, Map.of("name", "n4e0e1y0/beta9-runner", "tags", page));
    return page.size() == rest.size()
        ? response
        : response.withHeader("Link", "<" + TAGS + "?last=" + page.getLast() + ">; rel=\"next\"");
  }

  /** Two complete releases, one that is being pushed, and builds of branches. */
  private static List<String> tags() {
    List<String> tags = new ArrayList<>();
    for (String name : NAMES) {
      tags.addAll(List.of(name + "-latest", name + "-0.1.9", name + "-0.1.10"));
    }
    tags.addAll(List.of("py310-0.1.11", "py311-0.1.11", "py312-cedana", "py312-cedana-amd64"));
    Collections.sort(tags);
    return tags;
  }

  private static WireResponse json(int status, Map<String, ?> value) {
    return WireResponse.text(
        status, "application/json", JsonMapper.shared().writeValueAsString(value));
  }
}
