/* c */ #pragma once
once
