# Workflows of one repository push images and change code of functions, by a token of GitHub and no stored key. To let them run Terraform as well, give
# policies; what Terraform needs here is nearly everything, so that is a decision of the account's owner.

resource "aws_iam_openid_connect_provider" "github" {
  count = var.github_repository == null ? 0 : 1

  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "github_trust" {
  count = var.github_repository == null ? 0 : 1

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github[0].arn]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:${var.github_repository}:ref:refs/heads/main"]
    }
  }
}

data "aws_iam_policy_document" "github" {
  statement {
    sid       = "Login"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"] # The action has no resource.
  }

  statement {
    sid = "Push"
    actions = [
      "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload",
      "ecr:PutImage", "ecr:UploadLayerPart",
    ]
    resources = [var.resources.repository]
  }

  statement {
    sid       = "Functions"
    actions   = ["lambda:UpdateFunctionCode"]
    resources = ["arn:${var.partition}:lambda:${var.region}:${var.account_id}:function:${var.prefix}-*"]
  }
}

resource "aws_iam_role" "github" {
  count = var.github_repository == null ? 0 : 1

  name                 = "${var.prefix}-github"
  description          = "${var.application}: workflows of ${var.github_repository}"
  assume_role_policy   = data.aws_iam_policy_document.github_trust[0].json
  permissions_boundary = var.permissions_boundary
}

resource "aws_iam_role_policy" "github" {
  count = var.github_repository == null ? 0 : 1

  name   = "deploy"
  role   = aws_iam_role.github[0].id
  policy = data.aws_iam_policy_document.github.json
}

resource "aws_iam_role_policy_attachment" "github" {
  for_each = var.github_repository == null ? toset([]) : toset(var.github_policies)

  role       = aws_iam_role.github[0].name
  policy_arn = each.value
}
